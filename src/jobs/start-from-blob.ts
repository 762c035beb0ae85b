import { ScoringError } from '../scoring/scoring-error.ts';
import { formatBlobPath } from './blob-path.ts';
import type { BlobPath, BlobStore } from './blob-store.ts';
import type { Job } from './job.ts';
import { toJobId } from './job-id.ts';
import type { JobRunner } from './job-runner.ts';
import type { JobStarter, StartRequest } from './start-job.ts';

export interface BlobStarterDependencies {
  readonly blobs: Pick<BlobStore, 'properties'>;
  readonly starter: JobStarter;
}

/**
 * Starts the job of a blob that came: its first folder names the model. Whoever notices the blob, and however often, it is
 * one job for each ETag. Returns `undefined` for names that start with `_` or `.` and for what is gone by now.
 */
export function createBlobStarter({ blobs, starter }: BlobStarterDependencies) {
  return async (blob: BlobPath, runner: JobRunner): Promise<Job | undefined> => {
    if (isHidden(blob.name)) return undefined;
    const properties = await blobs.properties(blob);
    if (properties === undefined) return undefined;
    const request = toStartRequest(blob, properties);
    const fault = findFault(blob);
    return fault === undefined ? starter.startOrFail(request, runner) : starter.recordFailure(request, fault);
  };
}

function isHidden(name: string): boolean {
  return /^[_.]/.test(name.slice(name.lastIndexOf('/') + 1));
}

function toStartRequest(blob: BlobPath, { etag, bytes }: { etag: string; bytes: number }): StartRequest {
  const path = formatBlobPath(blob);
  const model = blob.name.includes('/') ? blob.name.slice(0, blob.name.indexOf('/')) : '';
  return {
    // Notifications write an ETag with or without its quotes: the job is the same.
    id: toJobId(model, ['blob', path, etag.replaceAll('"', '')]),
    model,
    trigger: { kind: 'blob', path, etag },
    input: { path, etag, bytes },
  };
}

function findFault(blob: BlobPath): ScoringError | undefined {
  const path = formatBlobPath(blob);
  if (!blob.name.includes('/')) {
    const advice = `it is in no folder, expected "${blob.container}/<model>/${blob.name}"`;
    return new ScoringError('InvalidInput', `Cannot tell the model for "${path}": ${advice}`);
  }
  if (!blob.name.toLowerCase().endsWith('.csv')) {
    return new ScoringError('InvalidInput', `Cannot score "${path}": its name does not end in .csv`);
  }
  return undefined;
}
