import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Command } from './command.ts';
import { toUsageError } from './command-error.ts';
import { readMessage } from './thrown.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads the options of a command and its one file; throws CommandError where they are not as its usage says. */
export function parseFileArguments<const T extends Options>(
  { name, usage }: Pick<Command, 'name' | 'usage'>,
  args: readonly string[],
  options: T,
) {
  const expected = `expected onscore ${name} ${usage}`;
  const { values, positionals } = parse(args, options, expected);
  const [file, other] = positionals;
  if (file === undefined) throw toUsageError(`Cannot read the arguments: no file is given, ${expected}`);
  if (other !== undefined) {
    throw toUsageError(`Cannot read the arguments: ${JSON.stringify(other)} is one too many, ${expected}`);
  }
  return { file, values };
}

function parse<const T extends Options>(args: readonly string[], options: T, expected: string) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (thrown) {
    const [reason = ''] = readMessage(thrown).split('. ', 1);
    throw toUsageError(
      `Cannot read the arguments: ${reason.replace(/^[UO]/, (letter) => letter.toLowerCase())}, ${expected}`,
    );
  }
}
