import type { BlobProperties } from '../../jobs/blob-store.ts';

export interface ByteRange {
  readonly offset: number;
  readonly bytes: number;
}

/**
 * Reads a Range header (RFC 9110): one range of bytes. Several ranges, other units and what is malformed count as no
 * range, as the RFC allows; a range that begins after the end is `unsatisfiable`.
 */
export function parseByteRange(header: string | null, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (match === null) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  if (first === '') return toSuffix(Number(last), size);
  const offset = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < offset) return undefined;
  return offset >= size ? 'unsatisfiable' : { offset, bytes: end - offset + 1 };
}

function toSuffix(wanted: number, size: number): ByteRange | 'unsatisfiable' {
  if (wanted === 0 || size === 0) return 'unsatisfiable';
  const bytes = Math.min(wanted, size);
  return { offset: size - bytes, bytes };
}

/** Whether one of the ETags of an If-None-Match header is that of the blob. */
export function isUnchanged(header: string | null, { etag }: Pick<BlobProperties, 'etag'>): boolean {
  if (header === null) return false;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
