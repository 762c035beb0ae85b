import { ScoringError } from '../../scoring/scoring-error.ts';
import { formatBlobPath } from '../blob-path.ts';
import type { BlobPath, BlobProperties, BlobStore } from '../blob-store.ts';
import { assertText } from './assert-text.ts';
import { inflate } from './inflate.ts';
import type { InputKind } from './input-kind.ts';
import { keepCopy } from './keep-copy.ts';
import { findUtf16, toUtf8 } from './utf16.ts';

export interface TableRequest {
  readonly path: BlobPath;
  /** Fails when the blob is no longer this one. */
  readonly etag?: string | undefined;
  readonly format: InputKind;
  /** Where a copy goes that ranges can be read of. */
  readonly copy: BlobPath;
  /** Picks the columns of a file that keeps them apart. */
  readonly chooseColumns: (names: readonly string[]) => readonly string[];
}

/** A table of the input, once its bytes are to be read. */
export interface OpenTable {
  readonly path: string;
  readonly blob: BlobProperties;
  /** Text, whatever the blob holds. */
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Whether the pieces are not the blob's own bytes: they are in the copy when they have ended. */
  readonly isCopied: boolean;
}

type Blobs = Pick<BlobStore, 'properties' | 'open' | 'read' | 'stageBlock' | 'commitBlocks'>;

/**
 * Opens a table as text that has ranges: CSV and JSON Lines as they are; what is compressed, Parquet or UTF-16 is converted
 * as it is read, and the outcome kept. Fails with InvalidInput for what is not there, or not what its name says.
 */
export async function openTable(blobs: Blobs, request: TableRequest): Promise<OpenTable> {
  const { path, format, copy } = request;
  const name = formatBlobPath(path);
  const blob = await pin(blobs, request);
  if (format.kind === 'parquet') {
    const { parquetToCsv } = await import('./parquet-to-csv.ts');
    const file = toParquetFile(blobs, path, blob);
    const lines = parquetToCsv(file, { input: name, choose: request.chooseColumns });
    return { path: name, blob, pieces: keepCopy(blobs, copy, lines), isCopied: true };
  }
  const stream = await blobs.open(path, { ifMatch: blob.etag });
  if (stream === undefined) throw toGone(path);
  const plain = format.gzip ? inflate(name, stream) : stream;
  const { head, pieces } = await peek(plain);
  assertText(name, head, format);
  const utf16 = findUtf16(head);
  const text = utf16 === undefined ? pieces : toUtf8(utf16, pieces);
  const isCopied = format.gzip || utf16 !== undefined;
  return { path: name, blob, pieces: isCopied ? keepCopy(blobs, copy, text) : text, isCopied };
}

async function pin(blobs: Blobs, { path, etag }: TableRequest): Promise<BlobProperties> {
  const properties = await blobs.properties(path);
  if (properties === undefined) throw toGone(path);
  return { ...properties, etag: etag ?? properties.etag };
}

function toGone(path: BlobPath): ScoringError {
  return new ScoringError('InvalidInput', `Cannot read the input "${formatBlobPath(path)}": it is not there`);
}

/** The first piece, and all of them. */
async function peek(
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly pieces: AsyncIterable<Uint8Array> }> {
  const rest = pieces[Symbol.asyncIterator]();
  const first = await rest.next();
  const head = first.done === true ? new Uint8Array() : first.value;
  return { head, pieces: prepend(head, rest) };
}

async function* prepend(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function toParquetFile(blobs: Blobs, path: BlobPath, { etag, bytes: byteLength }: BlobProperties) {
  return {
    byteLength,
    slice: async (start: number, end = byteLength): Promise<ArrayBuffer> => {
      if (end <= start) return new ArrayBuffer(0);
      const bytes = await blobs.read(path, { offset: start, bytes: end - start, ifMatch: etag });
      if (bytes === undefined) throw toGone(path);
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    },
  };
}
