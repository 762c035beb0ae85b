import { createHash } from 'node:crypto';
import type { BlobProperties } from './blob-store.ts';
import type { Job } from './job.ts';
import { type LedgerEntry, sumLedger } from './ledger.ts';
import type { Plan } from './plan.ts';

export interface ManifestParts {
  readonly job: Job;
  readonly plan: Plan;
  readonly entries: readonly LedgerEntry[];
  readonly predictions: BlobProperties | undefined;
  readonly errors: BlobProperties;
  readonly finishedAt: string;
}

/**
 * What a job was made from and what it made. The hash of predictions.csv is told by its parts, the header and then each
 * chunk with lines, since they were never in one place: part k is the next `bytes` bytes of the file.
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
  const manifest = {
    job: job.id,
    status: toStatus(job),
    ...(job.error !== undefined && { error: job.error }),
    model: plan.model,
    version: plan.version,
    modelSha256: plan.sha256,
    input: plan.input,
    format: toFormat(plan.format),
    settings: plan.settings,
    trigger: job.trigger,
    records: { total: plan.records, succeeded, failed },
    chunks: { total: plan.chunks, done: entries.length },
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    finishedAt,
    outputs: {
      ...(predictions && {
        predictions: { ...predictions, parts: [toHeaderPart(plan.outputHeader), ...toParts(entries)] },
      }),
      errors,
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

function toHeaderPart(header: string) {
  return {
    chunk: 0,
    bytes: Buffer.byteLength(header),
    sha256: createHash('sha256').update(header).digest('hex'),
  };
}

function toParts(entries: readonly LedgerEntry[]) {
  return entries
    .filter((entry) => entry.bytes > 0)
    .map(({ chunk, records, bytes, sha256 }) => ({ chunk, records, bytes, sha256 }));
}
