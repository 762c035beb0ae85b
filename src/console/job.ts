import { type Fields, toFields, toList } from './read.ts';
import { toCount } from './to-figure.ts';

/** What pages show of a job. */
export interface ShownJob {
  readonly id: string;
  readonly model: string;
  readonly version: string;
  readonly status: string;
  readonly input: string;
  readonly error: string;
  /** What is odd about the input. */
  readonly warnings: readonly string[];
  readonly createdAt: string;
  readonly finishedAt: string;
  readonly records: { readonly total: number; readonly succeeded: number; readonly failed: number };
  readonly chunks: { readonly total: number; readonly done: number };
  readonly recordsPerSecond: number;
  readonly etaSeconds: number | undefined;
  /** Empty where it is not known yet. */
  readonly cost: string;
  /** Output -> route. */
  readonly outputs: Fields;
}

export function parseJob(value: unknown): ShownJob {
  const job = toFields(value);
  const records = toFields(job.records);
  const chunks = toFields(job.chunks);
  return {
    id: toWord(job.id),
    model: toWord(job.model),
    version: toWord(job.version),
    status: toWord(job.status),
    input: toWord(toFields(job.input).path),
    error: toWord(job.error),
    warnings: toList(job.warnings).map(toWord),
    createdAt: toWord(job.createdAt),
    finishedAt: toWord(job.finishedAt),
    records: {
      total: toNumber(records.total),
      succeeded: toNumber(records.succeeded),
      failed: toNumber(records.failed),
    },
    chunks: { total: toNumber(chunks.total), done: toNumber(chunks.done) },
    recordsPerSecond: toNumber(job.recordsPerSecond),
    etaSeconds: typeof job.etaSeconds === 'number' ? job.etaSeconds : undefined,
    cost: toCost(toFields(job.cost)),
    outputs: toFields(job.outputs),
  };
}

function toCost({ total, currency }: Fields): string {
  return typeof total === 'number' ? `${total.toFixed(5)} ${toWord(currency)}` : '';
}

export function isOver({ status }: ShownJob): boolean {
  return status === 'Succeeded' || status === 'Failed' || status === 'Canceled';
}

/** A job may go to its end without a record that could be scored: that is no success to its reader. */
export function statusClass(job: ShownJob): string {
  if (job.status === 'Succeeded') return hasScoredNone(job) ? 'bad' : 'good';
  return job.status === 'Failed' ? 'bad' : 'quiet';
}

/** Why a job is bad, in words; empty where it is not. */
export function toReason(job: ShownJob): string {
  if (job.error !== '') return job.error;
  return hasScoredNone(job) ? `none of ${toCount(job.records.total)} records could be scored` : '';
}

function hasScoredNone({ status, records }: ShownJob): boolean {
  return status === 'Succeeded' && records.succeeded === 0 && records.failed > 0;
}

export function toWord(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
