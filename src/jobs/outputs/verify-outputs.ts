import { createHash } from 'node:crypto';
import { createRecordScanner } from '../../scoring/csv/csv-boundaries.ts';
import type { JobProof } from './parse-manifest.ts';

/** One thing that was checked. */
export interface Finding {
  readonly what: string;
  /** What is wrong with it; undefined where it is as it should be. */
  readonly fault: string | undefined;
}

export type OpenOutput = (output: 'predictions' | 'errors') => Promise<AsyncIterable<Uint8Array>>;

/**
 * Compares the outputs of a job with its manifest, byte by byte: the hash of each part of the predictions, in order, the hash
 * of the errors, and whether there is a line for each record. Memory is bounded by a piece of them.
 */
export async function verifyOutputs(proof: JobProof, open: OpenOutput): Promise<readonly Finding[]> {
  const { predictions, errors } = proof.outputs;
  const findings: Finding[] = [];
  if (predictions !== undefined) {
    const parts = await readParts(await open('predictions'), predictions.parts);
    const hasHeader = predictions.parts[0]?.chunk === 0;
    const isJson = predictions.file.endsWith('.jsonl');
    const lines = await countRecords(await open('predictions'), isJson);
    findings.push(
      {
        what: `${predictions.file}: ${predictions.parts.length} parts`,
        fault: findPartFault(parts, predictions),
      },
      {
        what: `${predictions.file}: ${proof.records.succeeded} records`,
        fault: toFault('it has', lines - (hasHeader ? 1 : 0), proof.records.succeeded),
      },
    );
  }
  const [whole] = await readParts(await open('errors'), []);
  const errorLines = await countRecords(await open('errors'), true);
  findings.push(
    {
      what: `${errors.file}: ${errors.bytes} bytes`,
      fault: toFault('its SHA-256 is', whole?.sha256, errors.sha256),
    },
    {
      what: `${errors.file}: ${proof.records.failed} records`,
      fault: toFault('it has', errorLines, proof.records.failed),
    },
  );
  return findings;
}

function toFault(
  name: string,
  got: string | number | undefined,
  expected: string | number,
): string | undefined {
  return got === expected ? undefined : `${name} ${got ?? 'none'}, expected ${expected}`;
}

interface ReadPart {
  readonly bytes: number;
  readonly sha256: string;
}

type Predictions = NonNullable<JobProof['outputs']['predictions']>;

function findPartFault(
  read: readonly ReadPart[],
  { parts, partsSha256, bytes }: Predictions,
): string | undefined {
  const total = read.reduce((sum, part) => sum + part.bytes, 0);
  if (total !== bytes) return `it has ${total} bytes, expected ${bytes}`;
  const wrong = parts.findIndex(({ sha256 }, index) => read[index]?.sha256 !== sha256);
  if (wrong >= 0) {
    return `the lines of chunk ${parts[wrong]?.chunk ?? 0} are others: their SHA-256 is ${read[wrong]?.sha256 ?? 'none'}, expected ${parts[wrong]?.sha256 ?? 'none'}`;
  }
  const all = createHash('sha256').update(parts.map(({ sha256 }) => sha256).join(''));
  return toFault('its partsSha256 is', all.digest('hex'), partsSha256);
}

/** Hashes the parts of a stream, one after another; what comes after them is a part of its own, there even if it is empty. */
async function readParts(
  pieces: AsyncIterable<Uint8Array>,
  parts: readonly { readonly bytes: number }[],
): Promise<readonly ReadPart[]> {
  const read: ReadPart[] = [];
  let hash = createHash('sha256');
  let bytes = 0;
  const close = () => {
    read.push({ bytes, sha256: hash.digest('hex') });
    hash = createHash('sha256');
    bytes = 0;
  };
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const left = (parts[read.length]?.bytes ?? Infinity) - bytes;
      const slice = piece.subarray(at, at + left);
      hash.update(slice);
      bytes += slice.length;
      at += slice.length;
      if (slice.length === left) close();
    }
  }
  close();
  return read;
}

/** Records of CSV, whose texts may hold newlines, or lines. */
async function countRecords(pieces: AsyncIterable<Uint8Array>, isJson: boolean): Promise<number> {
  const scanner = createRecordScanner({ delimiter: ',', ...(isJson && { quote: '' }) });
  let records = 0;
  for await (const piece of pieces) scanner.scan(piece, (_end, blank) => (blank ? undefined : records++));
  return scanner.finish().pendingBytes > 0 ? records + 1 : records;
}
