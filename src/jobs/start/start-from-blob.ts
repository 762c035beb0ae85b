import { ScoringError } from '../../scoring/scoring-error.ts';
import { formatBlobPath } from '../blob-path.ts';
import type { BlobPath, BlobStore } from '../blob-store.ts';
import { findReadyFolder, isImageName, isZipName } from '../images/image-names.ts';
import { isManifestName } from '../input/input-manifest.ts';
import { isTableName, inputEndings } from '../input/input-kind.ts';
import type { Job } from '../job.ts';
import { toJobId } from '../job-id.ts';
import type { JobRunner } from '../job-runner.ts';
import type { JobStarter, StartRequest } from './start-job.ts';

export interface BlobStarterDependencies {
  readonly blobs: Pick<BlobStore, 'properties'>;
  readonly starter: JobStarter;
}

/** The job of a blob as it now is: the same, whoever notices the blob. */
export function toBlobJobId(blob: BlobPath, etag: string): string {
  // Notifications write an ETag with or without its quotes: the job is the same.
  return toJobId(toModel(blob), ['blob', formatBlobPath(blob), etag.replaceAll('"', '')]);
}

/** Makes a failed job of a blob whose job could not be started; where it has been after all, it stays as it is. */
export function createPoisonBlobRecorder(starter: Pick<JobStarter, 'recordFailure'>) {
  return (blob: BlobPath, etag: string): Promise<Job> => {
    const reason = 'it was tried too often, the log of the function job-from-blob tells why';
    const error = new ScoringError(
      'Unavailable',
      `Cannot start the job of "${formatBlobPath(blob)}": ${reason}`,
    );
    return starter.recordFailure(toStartRequest(blob, { etag }), error);
  };
}

/**
 * Starts the job of a blob that came: its first folder names the model. Whoever notices the blob, and however often, it is
 * one job for each ETag; a `_READY` is the job of its folder. Returns `undefined` for other names that start with `_` or `.`, or
 * are in a folder whose name does, for images, which wait for that, and for what is gone by now.
 */
export function createBlobStarter({ blobs, starter }: BlobStarterDependencies) {
  return async (blob: BlobPath, runner: JobRunner): Promise<Job | undefined> => {
    if (startsNothing(blob.name)) return undefined;
    const properties = await blobs.properties(blob);
    if (properties === undefined) return undefined;
    const request = toStartRequest(blob, properties);
    const fault = findFault(blob);
    return fault === undefined ? starter.startOrFail(request, runner) : starter.recordFailure(request, fault);
  };
}

function toModel({ name }: BlobPath): string {
  return name.includes('/') ? name.slice(0, name.indexOf('/')) : '';
}

/** Whether no job comes of a blob of this name. */
export function startsNothing(name: string): boolean {
  const [, ...below] = name.split('/');
  const folders = below.slice(0, -1);
  if (folders.some(isHidden)) return true;
  if (findReadyFolder(name) !== undefined) return false;
  return isImageName(name) || isHidden(name.slice(name.lastIndexOf('/') + 1));
}

/** As the tools of data lakes have it: what begins so is of use to someone else. */
const isHidden = (segment: string): boolean => /^[_.]/.test(segment);

function toStartRequest(
  blob: BlobPath,
  { etag, bytes }: { readonly etag: string; readonly bytes?: number },
): StartRequest {
  const path = formatBlobPath(blob);
  const folder = findReadyFolder(blob.name);
  const input =
    folder === undefined
      ? { path, etag, ...(bytes !== undefined && { bytes }) }
      : { path: formatBlobPath({ ...blob, name: folder }) };
  return {
    id: toBlobJobId(blob, etag),
    model: toModel(blob),
    trigger: { kind: 'blob', path, etag },
    input,
  };
}

function findFault(blob: BlobPath): ScoringError | undefined {
  const path = formatBlobPath(blob);
  if (!blob.name.includes('/')) {
    const advice = `it is in no folder, expected "${blob.container}/<model>/${blob.name}"`;
    return new ScoringError('InvalidInput', `Cannot tell the model for "${path}": ${advice}`);
  }
  const { name } = blob;
  const isInput = isTableName(name) || isZipName(name) || isManifestName(name);
  if (!isInput && findReadyFolder(name) === undefined) {
    return new ScoringError(
      'InvalidInput',
      `Cannot score "${path}": its name ends in none of ${inputEndings}`,
    );
  }
  return undefined;
}
