import type { z } from 'zod';
import { findSimilarName } from '../scoring/similar-name.ts';

/** The keys that an object may have, by its path; the whole is at the empty one. */
export type KnownKeys = Readonly<Record<string, readonly string[]>>;

/** The first problem that zod found, as the second half of an error message: `"settings.mini_batch_size" ...`. Of a misspelt key it tells which of `known` is meant. */
export function describeProblem(error: z.ZodError, known: KnownKeys = {}): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'it does not fit';
  const path = issue.path.join('.');
  const subject = path === '' ? 'it' : `"${path}"`;
  const mismatch = /^Invalid input: expected (\S+), received (\S+)$/.exec(issue.message);
  if (mismatch !== null) return describeMismatch(subject, mismatch[1] ?? '', mismatch[2] ?? '');
  const text = issue.message.charAt(0).toLowerCase() + issue.message.slice(1) + toHint(issue, known[path]);
  return path === '' ? text : `${subject} is wrong, ${text}`;
}

function toHint(issue: z.core.$ZodIssue, known: readonly string[] = []): string {
  if (issue.code !== 'unrecognized_keys') return '';
  const similar = findSimilarName(issue.keys[0] ?? '', known);
  return similar === undefined ? '' : `, did you mean "${similar}"?`;
}

function describeMismatch(subject: string, expected: string, received: string): string {
  const wanted = `expected ${/^[aeio]/.test(expected) ? 'an' : 'a'} ${expected}`;
  return received === 'undefined'
    ? `${subject} is missing, ${wanted}`
    : `${subject} is of type ${received}, ${wanted}`;
}
