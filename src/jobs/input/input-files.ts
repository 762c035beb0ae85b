import { ScoringError } from '../../scoring/scoring-error.ts';
import { formatBlobPath } from '../blob-path.ts';
import type { BlobPath, BlobStore } from '../blob-store.ts';
import { isTableName } from './input-kind.ts';

/** The tables of one job; more of them make its plan too large to be read with each chunk. */
export const maxFiles = 10_000;

/** Whether an input is many blobs: a folder, as `churn/2026/`, or a pattern, as `churn/2026-*.csv`. */
export function isInputPattern(name: string): boolean {
  return name.endsWith('/') || name.includes('*');
}

/** The blobs of a folder or pattern that are tables, by name; fails with InvalidInput for none of them, or too many. */
export async function findInputFiles(
  blobs: Pick<BlobStore, 'list'>,
  input: BlobPath,
): Promise<readonly BlobPath[]> {
  const { container, name } = input;
  const { prefix, root, matches } = toInputFilter(name);
  const files: BlobPath[] = [];
  for await (const blob of blobs.list(container, prefix)) {
    if (!matches(blob.name) || !isTableName(blob.name) || hasHiddenPart(blob.name.slice(root.length)))
      continue;
    files.push({ container, name: blob.name });
    if (files.length > maxFiles) throw refuse(input, `it has more than ${maxFiles} tables`);
  }
  if (files.length === 0) throw refuse(input, 'there is no table that it names');
  return files;
}

export interface InputFilter {
  /** Of all that is to be listed. */
  readonly prefix: string;
  /** The folder that is named without a star, with a slash at its end; '' for the container. */
  readonly root: string;
  readonly matches: (candidate: string) => boolean;
}

/** What is to be listed for a folder or pattern, and what of that it names. */
export function toInputFilter(name: string): InputFilter {
  const star = name.indexOf('*');
  const prefix = star === -1 ? name : name.slice(0, star);
  return { prefix, root: prefix.slice(0, prefix.lastIndexOf('/') + 1), matches: toMatcher(name) };
}

/** Whether a part of a path below the folder that was asked for begins with `_` or `.`: what systems leave in folders and zips is not for us. */
export function hasHiddenPart(path: string): boolean {
  return path.split('/').some((part) => /^[_.]/.test(part));
}

/** `*` stands for any characters within one part of a path, `**` for any parts; a folder for all below it. */
function toMatcher(name: string): (candidate: string) => boolean {
  const whole = name.endsWith('/') ? `${name}**` : name;
  const parts = whole.split(/(\*+)/);
  return (candidate) => {
    const start: readonly number[] = [0];
    return parts
      .reduce((places, part) => stepOver(candidate, part, places), start)
      .includes(candidate.length);
  };
}

/** The places in a name behind a part of a pattern, from those before it; each only once, where a regular expression could try them for hours. */
function stepOver(name: string, part: string, places: readonly number[]): readonly number[] {
  if (!part.startsWith('*'))
    return places.filter((at) => name.startsWith(part, at)).map((at) => at + part.length);
  const reached: number[] = [];
  for (const at of places) {
    const slash = part === '*' ? name.indexOf('/', at) : -1;
    const last = slash === -1 ? name.length : slash;
    for (let next = Math.max(at, (reached.at(-1) ?? -1) + 1); next <= last; next++) reached.push(next);
  }
  return reached;
}

function refuse(input: BlobPath, reason: string): ScoringError {
  return new ScoringError('InvalidInput', `Cannot read the input "${formatBlobPath(input)}": ${reason}`);
}
