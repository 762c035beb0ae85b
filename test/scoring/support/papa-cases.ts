import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { z } from 'zod';

const caseSchema = z.object({
  description: z.string(),
  input: z.string(),
  config: z.record(z.string(), z.unknown()).nullish(),
  expected: z.object({
    data: z.array(z.unknown()),
    errors: z.array(z.unknown()).optional(),
    meta: z.object({ delimiter: z.string().optional() }).optional(),
  }),
});

export type PapaCase = z.infer<typeof caseSchema>;

/** The cases of Papa Parse's own tests: an input, its options and the rows that it should give. Its package has them as a script. */
export function loadPapaCases(): readonly PapaCase[] {
  const main = createRequire(import.meta.url).resolve('papaparse');
  const script = readFileSync(path.join(path.dirname(main), 'tests/test-cases.js'), 'utf8');
  const describe = Object.assign(() => undefined, { skip: () => undefined });
  const globals = { require: () => ({}), module: {}, chai: {}, describe, it: () => undefined, process };
  const cases: unknown = vm.runInNewContext(`${script}; [...CORE_PARSER_TESTS, ...PARSE_TESTS]`, globals);
  return z.array(caseSchema).parse(cases);
}

/** Why a case is none for a reader of tables with a header; undefined where it is one. */
export function findExclusion({ description, config, expected }: PapaCase): string | undefined {
  const options = Object.entries(config ?? {}).filter(([, value]) => value !== false && value !== 0);
  const foreign = options.find(([name]) => foreignOptions.has(name));
  if (foreign !== undefined) return foreignOptions.get(foreign[0]);
  const { delimiter } = config ?? {};
  if (typeof delimiter === 'string' && (delimiter.length !== 1 || delimiter === '\n')) {
    return 'a delimiter is one character';
  }
  if (typeof delimiter === 'function') return 'a delimiter is one character';
  if (expected.data.length === 0) return 'a table without rows has no header';
  if ((expected.errors ?? []).length > 0) return 'what is malformed is an error of the record, not a guess';
  if (!expected.data.every(Array.isArray)) return 'rows as objects';
  return ownRules.find(([pattern]) => pattern.test(description))?.[1];
}

const foreignOptions = new Map([
  ['comments', 'CSV has no comments (RFC 4180)'],
  ['escapeChar', 'a quote is doubled (RFC 4180)'],
  ['preview', 'all of a table is scored'],
  ['dynamicTyping', 'types come from the model'],
  ['transform', 'values are not transformed'],
  ['transformHeader', 'values are not transformed'],
  ['header', 'rows as objects'],
  ['step', 'results come as columns'],
  ['chunk', 'results come as columns'],
  ['skipFirstNLines', 'the first line is the header'],
  ['delimitersToGuess', 'the delimiters that are found out are fixed'],
]);

const ownRules: readonly (readonly [RegExp, string])[] = [
  [/^Quoted fields with spaces/, 'text behind a closing quote is kept, as in Python'],
  [/'greedy'/, 'only a line with nothing on it is blank'],
  [/is guessed correctly/, 'the delimiter is that of the header'],
  [/^UTF-8 BOM/, 'a byte order mark stands before the header'],
  [/^Mixed slash n and slash r/, 'a table has one newline, that of its header'],
];
