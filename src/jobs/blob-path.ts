import { ScoringError } from '../scoring/scoring-error.ts';
import type { BlobPath } from './blob-store.ts';

/** `<container>/<blob name>`, as jobs show their input. */
export function formatBlobPath({ container, name }: BlobPath): string {
  return `${container}/${name}`;
}

/** Parses what `formatBlobPath` wrote. */
export function parseBlobPath(path: string): BlobPath {
  const slash = path.indexOf('/');
  return { container: path.slice(0, slash), name: path.slice(slash + 1) };
}

export interface InputPathRules {
  /** The containers that jobs may read. */
  readonly containers: readonly string[];
  /** Our own storage account: the only one that a full URI may name. */
  readonly accountUrl: string;
}

/** Parses `<container>/<blob name>`, a folder's with a slash at its end, or the full URI of our own account; fails with `InvalidRequest`. */
export function parseInputPath(text: string, rules: InputPathRules): BlobPath {
  const path = text.includes('://') ? fromUri(text, rules.accountUrl) : text;
  const slash = path.indexOf('/');
  const container = path.slice(0, Math.max(slash, 0));
  const name = path.slice(slash + 1);
  if (container === '' || name === '') throw refuse(text, 'it is not "<container>/<blob name>"');
  if (!rules.containers.includes(container)) {
    throw refuse(text, `it is in container "${container}", expected ${rules.containers.join(', ')}`);
  }
  // The slash at the end of a folder.
  const parts = name.replace(/\/$/, '').split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..') || name.includes('\\')) {
    throw refuse(text, 'its path has empty parts, dots or backslashes');
  }
  if (!name.isWellFormed()) throw refuse(text, 'its path is not Unicode text');
  return { container, name };
}

function fromUri(text: string, accountUrl: string): string {
  const prefix = `${accountUrl}/`;
  if (!text.startsWith(prefix)) throw refuse(text, `it is not in this app's storage account ${accountUrl}`);
  const path = text.slice(prefix.length);
  if (/[?#]/.test(path)) throw refuse(text, 'it has a query or a fragment');
  try {
    return decodeURIComponent(path);
  } catch {
    throw refuse(text, 'its escapes are not UTF-8');
  }
}

function refuse(text: string, reason: string): ScoringError {
  return new ScoringError('InvalidRequest', `Cannot read the input ${JSON.stringify(text)}: ${reason}`);
}
