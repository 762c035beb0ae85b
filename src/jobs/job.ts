import type { Include } from '../scoring/chunk-scorer.ts';
import type { InputFormat } from './input/input-format.ts';
import type { JobQuery } from './input/job-query.ts';

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
  /** Failed records over the whole input, in percent, that are borne; -1 = any number. */
  readonly error_threshold_percent: number;
  /** Once this many records are scored, the percentage counts for those, too: a job that fails throughout ends early. */
  readonly error_threshold_sample?: number;
  readonly retry_settings: { readonly max_retries: number; readonly timeout: number };
  readonly output_action: 'append_row' | 'summary_only';
  readonly include: Include;
  /** What becomes of a job while another scores the same input with the same model: both run where not given. */
  readonly on_conflict?: 'allow' | 'join' | 'skip' | 'replace';
  /** Seconds that a chunk should take at most, by the model's measured time a record; 30 where not given. */
  readonly max_chunk_seconds?: number;
  /** Columns that are left out of those that are included; of all where only the key is. */
  readonly exclude?: readonly string[];
  /** CSV where not given. */
  readonly output_format?: 'csv' | 'jsonl';
  /** Puts an apostrophe before texts of predictions.csv that a spreadsheet would run as a formula. */
  readonly csv_formula_guard?: boolean;
  /** What the sender says of the input; the rest is found out. */
  readonly format?: InputFormat;
  /** Another version or alias of the model: its predictions stand beside, and the report tells how they differ. */
  readonly challenger?: string;
  /** In US dollars: a job that is estimated to cost more does not start, and one that has cost more scores no further chunk. */
  readonly budget?: number;
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
  readonly input: {
    readonly path: string;
    readonly etag?: string;
    readonly bytes?: number;
    /** Of an input that is no blob; `path` then names what is queried. */
    readonly query?: JobQuery;
  };
  readonly records: { readonly total: number; readonly succeeded: number; readonly failed: number };
  readonly chunks: { readonly total: number; readonly done: number; readonly failed: number };
  readonly settings: JobSettings;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** Of the present attempt. */
  readonly recordsPerSecond?: number;
  readonly etaSeconds?: number;
  /** Of what is scored so far, without the free grants. */
  readonly cost?: { readonly currency: string; readonly total: number };
  readonly outputs?: {
    readonly predictions?: string;
    /** Of jobs that were planned, as the manifest. */
    readonly errors?: string;
    readonly manifest?: string;
    /** Of jobs that ended before there were reports there is none. */
    readonly report?: string;
    /** Of models that forecast series. */
    readonly forecast?: string;
  };
  readonly error?: string;
  /** What is odd about the input, and no fault. */
  readonly warnings?: readonly string[];
  /** Of a job that runs: records neither scored nor failed. */
  readonly recordsLeft?: number;
  /** The chunk that took longest so far. */
  readonly slowestChunk?: { readonly chunk: number; readonly ms: number };
  /** Internal: the fencing token; work of an older attempt does nothing. Starts at 1. */
  readonly attempt: number;
  /** Internal: when the present attempt was made, of a job that was resumed. */
  readonly attemptAt?: string;
  /** Internal: what the attempts up to this one had cost when the job was resumed or retried; what is scored again costs again. */
  readonly spent?: { readonly attempt: number; readonly total: number };
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
