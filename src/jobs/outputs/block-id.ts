import { type JobLife, toDigits, toLifeDigits } from '../job-paths.ts';

/** The n-th block of a blob that one writer makes from its beginning to its end. */
export function toBlockId(index: number): string {
  return toBase64(toDigits(index));
}

export interface ScoredChunk {
  /** 0 is the header. */
  readonly chunk: number;
  readonly attempt: number;
}

/**
 * The block of a chunk in predictions.csv: base64 of 8 digits chunk, 17 of the job's creation and 3 of the attempt, since
 * all block ids of a blob are of one length. So what a chunk writes late replaces no block of a later attempt, nor of
 * another job that came to have its id.
 */
export function toChunkBlockId(job: Pick<JobLife, 'createdAt'>, { chunk, attempt }: ScoredChunk): string {
  return toBase64(`${toDigits(chunk)}-${toLifeDigits(job)}-${String(attempt).padStart(3, '0')}`);
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}
