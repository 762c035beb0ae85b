import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ScoringError } from '../../scoring/scoring-error.ts';

const pieceBytes = 256 * 1024;
/** Tables shrink to a tenth, seldom to a hundredth; a bomb to a thousandth. */
const maxRatio = 250;
const ratioFromBytes = 64 * 1024 * 1024;

/** The content of a gzip file, of one member or many; fails with InvalidInput where it is none, is cut off, or grows too much. */
export async function* inflate(input: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let read = 0;
  let written = 0;
  const counted = async function* () {
    for await (const piece of pieces) {
      read += piece.length;
      yield piece;
    }
  };
  const gunzip = createGunzip({ chunkSize: pieceBytes });
  const source = Readable.from(counted(), { objectMode: false });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const piece of gunzip as AsyncIterable<Uint8Array>) {
      written += piece.length;
      if (written > ratioFromBytes && written > read * maxRatio) {
        throw refuse(input, `it inflates to more than ${maxRatio} times its size`);
      }
      yield piece;
    }
  } catch (thrown) {
    throw isZlibError(thrown)
      ? refuse(input, 'it is not gzip, it is cut off, or something comes after it', thrown)
      : thrown;
  } finally {
    source.destroy();
  }
}

function isZlibError(thrown: unknown): boolean {
  const isCoded = typeof thrown === 'object' && thrown !== null && 'code' in thrown;
  return isCoded && String(thrown.code).startsWith('Z_');
}

function refuse(input: string, reason: string, cause?: unknown): ScoringError {
  return new ScoringError('InvalidInput', `Cannot read the input "${input}": ${reason}`, { cause });
}
