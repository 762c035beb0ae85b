import { z } from 'zod';
import type { BlobStore } from './blob-store.ts';
import { containers, type JobLife, ledgerFolder, ledgerPath } from './job-paths.ts';

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
  /** Request units that storing its predictions took. */
  charge: z.coerce.number().min(0).default(0),
});

export interface LedgerEntry extends Readonly<z.infer<typeof metadataSchema>> {
  readonly chunk: number;
  /** Bytes of the chunk's lines in errors.jsonl. */
  readonly errorBytes: number;
}

/** What each chunk of a job did: the truth about the job. An entry is written last, when all else of the chunk is in place. */
export interface Ledger {
  has(job: JobLife, chunk: number): Promise<boolean>;
  write(job: JobLife, entry: Omit<LedgerEntry, 'errorBytes'>, errors: Uint8Array): Promise<void>;
  /** All entries, by chunk. */
  list(job: JobLife): Promise<readonly LedgerEntry[]>;
  /** The lines of errors.jsonl of one chunk. */
  readErrors(job: JobLife, chunk: number): Promise<Uint8Array>;
  /** Forgets what a chunk did: it is then to be scored again. */
  forget(job: JobLife, chunk: number): Promise<void>;
}

/** Keeps the ledger as one blob a chunk: the body is its error lines, the metadata its counts, so that one listing tells all. */
export function createLedger(blobs: BlobStore): Ledger {
  return {
    async has(job, chunk) {
      return (await blobs.properties(ledgerPath(job, chunk))) !== undefined;
    },
    async write(job, { chunk, ...counts }, errors) {
      const metadata = Object.fromEntries(
        Object.entries(counts).map(([name, value]) => [name, String(value)]),
      );
      await blobs.write(ledgerPath(job, chunk), errors, { contentType: 'application/x-ndjson', metadata });
    },
    async list(job) {
      const folder = ledgerFolder(job);
      const entries: LedgerEntry[] = [];
      for await (const { name, bytes, metadata } of blobs.list(containers.state, folder)) {
        const chunk = Number(name.slice(folder.length, -'.jsonl'.length));
        entries.push({ ...metadataSchema.parse(metadata), chunk, errorBytes: bytes });
      }
      return entries;
    },
    async readErrors(job, chunk) {
      const body = await blobs.read(ledgerPath(job, chunk));
      if (body === undefined)
        throw new Error(`Cannot read the errors of chunk ${chunk} of job "${job.id}": they are gone`);
      return body;
    },
    forget: (job, chunk) => blobs.delete(ledgerPath(job, chunk)),
  };
}

/** Adds up what the chunks did. */
export function sumLedger(entries: readonly Pick<LedgerEntry, 'records' | 'succeeded' | 'failed'>[]): {
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
