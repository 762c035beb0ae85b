import { z } from 'zod';
import type { BlobStore } from './blob-store.ts';
import { containers, ledgerFolder, ledgerPath } from './job-paths.ts';

const count = z.coerce.number().int().min(0);

const metadataSchema = z.object({
  records: count,
  succeeded: count,
  failed: count,
  /** Bytes of the chunk's lines in predictions.csv; its block is there if they are more than none. */
  bytes: count,
  /** Of these bytes, in hex. */
  sha256: z.string(),
  attempt: count,
  ms: count,
});

export interface LedgerEntry extends Readonly<z.infer<typeof metadataSchema>> {
  readonly chunk: number;
  /** Bytes of the chunk's lines in errors.jsonl. */
  readonly errorBytes: number;
}

/** What each chunk of a job did: the truth about the job. An entry is written last, when all else of the chunk is in place. */
export interface Ledger {
  has(jobId: string, chunk: number): Promise<boolean>;
  write(jobId: string, entry: Omit<LedgerEntry, 'errorBytes'>, errors: Uint8Array): Promise<void>;
  /** All entries, by chunk. */
  list(jobId: string): Promise<readonly LedgerEntry[]>;
  /** The lines of errors.jsonl of one chunk. */
  readErrors(jobId: string, chunk: number): Promise<Uint8Array>;
}

/** Keeps the ledger as one blob a chunk: the body is its error lines, the metadata its counts, so that one listing tells all. */
export function createLedger(blobs: BlobStore): Ledger {
  return {
    async has(jobId, chunk) {
      return (await blobs.properties(ledgerPath(jobId, chunk))) !== undefined;
    },
    async write(jobId, { chunk, ...counts }, errors) {
      const metadata = Object.fromEntries(
        Object.entries(counts).map(([name, value]) => [name, String(value)]),
      );
      await blobs.write(ledgerPath(jobId, chunk), errors, { contentType: 'application/x-ndjson', metadata });
    },
    async list(jobId) {
      const folder = ledgerFolder(jobId);
      const entries: LedgerEntry[] = [];
      for await (const { name, bytes, metadata } of blobs.list(containers.state, folder)) {
        const chunk = Number(name.slice(folder.length, -'.jsonl'.length));
        entries.push({ ...metadataSchema.parse(metadata), chunk, errorBytes: bytes });
      }
      return entries;
    },
    async readErrors(jobId, chunk) {
      const body = await blobs.read(ledgerPath(jobId, chunk));
      if (body === undefined)
        throw new Error(`Cannot read the errors of chunk ${chunk} of job "${jobId}": they are gone`);
      return body;
    },
  };
}

/** Adds up what the chunks did. */
export function sumLedger(entries: readonly LedgerEntry[]): {
  records: number;
  succeeded: number;
  failed: number;
} {
  const sum = { records: 0, succeeded: 0, failed: 0 };
  for (const entry of entries) {
    sum.records += entry.records;
    sum.succeeded += entry.succeeded;
    sum.failed += entry.failed;
  }
  return sum;
}
