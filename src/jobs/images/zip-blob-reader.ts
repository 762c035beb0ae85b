import { Readable } from 'node:stream';
import yauzl from 'yauzl';

export interface ZipBlob {
  readonly bytes: number;
  readonly read: (offset: number, bytes: number) => Promise<Uint8Array>;
}

const pageBytes = 1024 * 1024;

/** Reads the directory of a zip by pages of a blob, of which it keeps one: the entries are asked for a few bytes at a time. */
export class ZipBlobReader extends yauzl.RandomAccessReader {
  readonly #blob: ZipBlob;
  #page: { readonly start: number; readonly bytes: Uint8Array } | undefined;

  constructor(blob: ZipBlob) {
    super();
    this.#blob = blob;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#stream(start, end), { objectMode: false });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#copy(buffer.subarray(offset, offset + length), position).then(
      () => callback(null),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }

  async *#stream(start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end; at += pageBytes) yield this.#blob.read(at, Math.min(pageBytes, end - at));
  }

  async #copy(target: Buffer, position: number): Promise<void> {
    for (let done = 0; done < target.length;) {
      const page = await this.#load(position + done);
      const piece = page.bytes.subarray(position + done - page.start).subarray(0, target.length - done);
      if (piece.length === 0) throw new Error('unexpected end of file');
      target.set(piece, done);
      done += piece.length;
    }
  }

  async #load(position: number) {
    const start = Math.floor(position / pageBytes) * pageBytes;
    if (this.#page?.start === start) return this.#page;
    const bytes = Math.max(0, Math.min(pageBytes, this.#blob.bytes - start));
    this.#page = { start, bytes: bytes === 0 ? new Uint8Array() : await this.#blob.read(start, bytes) };
    return this.#page;
  }
}
