import { z } from 'zod';
import { isJsonArray, isJsonObject } from './json.ts';
import type { Json } from './json.ts';
import { toPropertyPath } from './property-path.ts';

const pathSchema = z.object({ path: z.string() });

export const indexingPolicySchema = z.object({
  indexingMode: z.string().optional(),
  includedPaths: z.array(pathSchema).optional(),
  excludedPaths: z.array(pathSchema).optional(),
  compositeIndexes: z
    .array(z.array(z.object({ path: z.string(), order: z.enum(['ascending', 'descending']).optional() })))
    .optional(),
});

type PolicyDefinition = z.infer<typeof indexingPolicySchema>;

export interface IndexingPolicy {
  /** How many values of a document go into the index, which is what makes a write dearer. */
  countTerms(document: Json): number;
  isIndexed(path: readonly string[]): boolean;
  /** Whether an ORDER BY over several paths has its index; always so in a container made without a policy. */
  hasComposite(order: readonly { readonly path: readonly string[]; readonly descending: boolean }[]): boolean;
}

/** Where nothing is said, everything is indexed but the ETag. The longest path that fits decides. */
export function createIndexingPolicy(definition: PolicyDefinition | undefined): IndexingPolicy {
  const off = definition?.indexingMode?.toLowerCase() === 'none';
  const rules = off ? [] : rulesOf(definition ?? {});
  const known = new Map<string, boolean>();
  const isIndexed = (path: readonly string[]): boolean => {
    const key = path.join('/');
    const found = known.get(key) ?? decide(rules, path);
    known.set(key, found);
    return found;
  };
  return {
    isIndexed,
    countTerms: (document) => (rules.length === 0 ? 0 : countTerms(document, [], isIndexed)),
    hasComposite: (order) =>
      definition === undefined || (definition.compositeIndexes ?? []).some((index) => serves(index, order)),
  };
}

interface Rule {
  readonly path: readonly string[];
  /** `/a/*` reaches everything below, `/a/?` that value only. */
  readonly deep: boolean;
  readonly included: boolean;
}

function rulesOf({ includedPaths, excludedPaths }: PolicyDefinition): readonly Rule[] {
  const rules = [
    ...(includedPaths ?? [{ path: '/*' }]).map(({ path }) => toRule(path, true)),
    ...(excludedPaths ?? [{ path: '/"_etag"/?' }]).map(({ path }) => toRule(path, false)),
  ];
  return rules.sort((a, b) => b.path.length - a.path.length || Number(a.deep) - Number(b.deep));
}

function toRule(text: string, included: boolean): Rule {
  const path = toPropertyPath(text);
  const last = path.at(-1);
  const named = last === '*' || last === '?' ? path.slice(0, -1) : path;
  return { path: named, deep: last === '*', included };
}

function decide(rules: readonly Rule[], path: readonly string[]): boolean {
  const rule = rules.find(
    ({ path: named, deep }) =>
      (deep ? named.length <= path.length : named.length === path.length) &&
      named.every((name, i) => name === path[i]),
  );
  return rule?.included ?? false;
}

function countTerms(
  value: Json,
  path: readonly string[],
  isIndexed: (path: readonly string[]) => boolean,
): number {
  let terms = 0;
  if (isJsonArray(value)) {
    for (const item of value) terms += countTerms(item, [...path, '[]'], isIndexed);
  } else if (isJsonObject(value)) {
    for (const [name, of] of Object.entries(value)) terms += countTerms(of, [...path, name], isIndexed);
  } else if (isIndexed(path)) terms = 1;
  return terms;
}

/** An index serves its own order and the exact reverse of it. */
function serves(
  index: readonly { readonly path: string; readonly order?: string | undefined }[],
  order: readonly { readonly path: readonly string[]; readonly descending: boolean }[],
): boolean {
  if (index.length !== order.length) return false;
  const flips = index.map(({ path, order: direction }, i) => {
    const wanted = order[i];
    if (wanted?.path.join('/') !== toPropertyPath(path).join('/')) return undefined;
    return (direction === 'descending') !== wanted.descending;
  });
  return flips.every((flip) => flip !== undefined && flip === flips[0]);
}
