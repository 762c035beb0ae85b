import { readCode, readMessage } from './thrown.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'part of its path is a file',
  EISDIR: 'it is a folder',
  EEXIST: 'it exists already',
  ENOTEMPTY: 'it exists already',
  EACCES: 'it is not allowed',
  EPERM: 'it is not allowed',
  EROFS: 'it is read-only',
  ENOSPC: 'there is no space left',
};

/** Why a file could not be read or written, in plain words. */
export function describeFileError(thrown: unknown): string {
  return reasons[readCode(thrown) ?? ''] ?? readMessage(thrown);
}
