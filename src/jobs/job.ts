import type { Include } from '../scoring/chunk-scorer.ts';

export const activeStatuses = ['Queued', 'Planning', 'Running', 'Finishing'] as const;
export const finalStatuses = ['Succeeded', 'Failed', 'Canceled'] as const;
export type JobStatus = (typeof activeStatuses)[number] | (typeof finalStatuses)[number];

/** What started a job; its identity makes the job's id, so that the same event never makes two jobs. */
export type JobTrigger =
  | { readonly kind: 'blob'; readonly path: string; readonly etag: string }
  | { readonly kind: 'timer'; readonly schedule: string; readonly slot: string }
  | { readonly kind: 'http'; readonly requestId: string }
  | { readonly kind: 'queue'; readonly messageId: string };

/** Azure ML's names and rules where it has them. Frozen in the plan. */
export interface JobSettings {
  /** Records a chunk. */
  readonly mini_batch_size: number;
  readonly max_chunk_bytes: number;
  /** Chunks at once. */
  readonly max_concurrency: number;
  /** Failed records over the whole input that are borne; -1 = any number. The job ends when the count goes above it. */
  readonly error_threshold: number;
  readonly error_threshold_percent: number;
  readonly retry_settings: { readonly max_retries: number; readonly timeout: number };
  readonly output_action: 'append_row' | 'summary_only';
  readonly include: Include;
  /** Called when the job is over, beside the event that is published. */
  readonly webhook?: string;
}

/** The record of a job, as `GET /jobs/{id}` answers it (without the fields that start with `_` or are marked internal). */
export interface Job {
  readonly id: string;
  readonly model: string;
  readonly version: string;
  readonly status: JobStatus;
  readonly trigger: JobTrigger;
  /** `path` is `<container>/<blob name>`. */
  readonly input: { readonly path: string; readonly etag?: string; readonly bytes?: number };
  readonly records: { readonly total: number; readonly succeeded: number; readonly failed: number };
  readonly chunks: { readonly total: number; readonly done: number; readonly failed: number };
  readonly settings: JobSettings;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** Of the present attempt. */
  readonly recordsPerSecond?: number;
  readonly etaSeconds?: number;
  readonly outputs?: { readonly predictions?: string; readonly errors: string; readonly manifest: string };
  readonly error?: string;
  /** Of a job that runs: records neither scored nor failed. */
  readonly recordsLeft?: number;
  /** The chunk that took longest so far. */
  readonly slowestChunk?: { readonly chunk: number; readonly ms: number };
  /** Internal: the fencing token; work of an older attempt does nothing. Starts at 1. */
  readonly attempt: number;
  /** Internal: when the present attempt was made, of a job that was resumed. */
  readonly attemptAt?: string;
  /** Internal: this attempt scores chunks with failed records again. */
  readonly rescore?: 'failed';
  /** Internal: what the watchdog saw last. */
  readonly watch?: JobWatch;
  /** Internal: what resumes and retries need is gone, so those begin from the beginning. */
  readonly stateRemovedAt?: string;
  /** Internal: somebody is deleting the job. */
  readonly deletingSince?: string;
}

/** What the watchdog knows of a job from its last look. */
export interface JobWatch {
  /** How often it has resumed the job since somebody started or resumed it. */
  readonly resumes: number;
  /** What there was to see then: it stands still as long as this is the same. */
  readonly seen: string;
  /** When that was seen first. */
  readonly since: string;
}
