import { createHash } from 'node:crypto';
import type { BlobProperties } from '../blob-store.ts';
import type { HashedBlob } from './concatenate-errors.ts';
import type { Job } from '../job.ts';
import { outputFile } from '../job-paths.ts';
import { type LedgerEntry, sumLedger } from '../ledger.ts';
import type { Plan } from '../plan/plan.ts';

export interface ManifestParts {
  readonly job: Job;
  readonly plan: Plan;
  readonly entries: readonly LedgerEntry[];
  readonly predictions: BlobProperties | undefined;
  readonly errors: HashedBlob;
  readonly finishedAt: string;
}

/**
 * What a job was made from and what it made. The predictions are proven by their parts, the header and then each chunk with
 * lines, since they were never in one place: part k is the next `bytes` bytes of the file. `partsSha256` is the hash of the
 * parts' hashes, in hex, one after another.
 */
export function formatManifest({
  job,
  plan,
  entries,
  predictions,
  errors,
  finishedAt,
}: ManifestParts): string {
  const { succeeded, failed } = sumLedger(entries);
  const file = outputFile(job, 'predictions').name;
  const manifest = {
    job: job.id,
    status: toStatus(job),
    ...(job.error !== undefined && { error: job.error }),
    model: plan.model,
    version: plan.version,
    modelSha256: plan.sha256,
    ...(plan.challenger && { challenger: plan.challenger }),
    input: plan.input,
    tables: plan.tables.map(({ path, etag, bytes, firstRow, records }) => ({
      path,
      etag,
      bytes,
      firstRow,
      records,
    })),
    ...(plan.warnings.length > 0 && { warnings: plan.warnings }),
    format: toFormat(plan.format),
    settings: plan.settings,
    trigger: job.trigger,
    records: { total: plan.records, succeeded, failed },
    chunks: { total: plan.chunks, done: entries.length },
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    finishedAt,
    outputs: {
      ...(predictions && { predictions: { file, ...predictions, ...hashParts(plan, entries) } }),
      errors: { file: outputFile(job, 'errors').name, ...errors },
    },
  };
  return JSON.stringify(manifest, undefined, 2) + '\n';
}

function toStatus({ status, error }: Job): Job['status'] {
  if (status === 'Canceled') return status;
  return error === undefined ? 'Succeeded' : 'Failed';
}

function toFormat({ header: columns, ...format }: Plan['format']) {
  return { ...format, columns };
}

function hashParts({ outputHeader }: Plan, entries: readonly LedgerEntry[]) {
  const header = outputHeader === '' ? [] : [toHeaderPart(outputHeader)];
  const chunks = entries
    .filter((entry) => entry.bytes > 0)
    .map(({ chunk, records, bytes, sha256 }) => ({ chunk, records, bytes, sha256 }));
  const parts = [...header, ...chunks];
  return { partsSha256: sha256Of(parts.map(({ sha256 }) => sha256).join('')), parts };
}

function toHeaderPart(header: string) {
  return { chunk: 0, records: 0, bytes: Buffer.byteLength(header), sha256: sha256Of(header) };
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
