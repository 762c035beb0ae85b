import type { ModelProfile } from '../../scoring/summary/model-profile.ts';
import type { ErrorCause } from '../../scoring/summary/chunk-summary.ts';
import type { Job } from '../job.ts';
import { perSecond, toRate } from '../job-progress.ts';
import { type LedgerEntry, sumLedger } from '../ledger.ts';
import type { Plan } from '../plan/plan.ts';
import { type JobCost, toJobCost } from './actual-cost.ts';
import type { DriftStatus } from './population-stability.ts';
import { listWarnings } from './list-warnings.ts';
import { type ColumnDrift, reportDrift, worstStatus } from './report-drift.ts';
import { type PredictionReport, reportPrediction } from './report-predictions.ts';
import { type ComparisonReport, reportComparison } from './report-comparison.ts';
import { reportSegment, type SegmentReport } from './report-segments.ts';
import type { JobSummary } from './summary-store.ts';

export interface DriftReport {
  /** Of the inputs together: the worst of them. */
  readonly status: DriftStatus;
  /** What is compared with. */
  readonly training: { readonly table: string; readonly records: number };
  readonly inputs: readonly ColumnDrift[];
  readonly predictions: readonly ColumnDrift[];
}

/** What a job tells when it is over. */
export interface JobReport {
  readonly job: string;
  readonly model: string;
  readonly version: string;
  readonly status: Job['status'];
  readonly error?: string;
  readonly input: { readonly path: string; readonly bytes: number };
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt: string;
  /** From the first start to the end. */
  readonly seconds: number;
  /** Of the last attempt. */
  readonly recordsPerSecond: number;
  readonly records: { readonly total: number; readonly succeeded: number; readonly failed: number };
  /** `summarized`: those of which predictions, drift, errors by cause and segments tell; all but of jobs that began before there were reports. */
  readonly chunks: { readonly total: number; readonly done: number; readonly summarized: number };
  readonly warnings?: readonly string[];
  /** The most frequent first. */
  readonly errors: readonly ErrorCause[];
  readonly predictions: readonly PredictionReport[];
  /** Of models that have a profile. */
  readonly drift?: DriftReport;
  readonly segments?: readonly SegmentReport[];
  /** Of a job with a challenger. */
  readonly comparison?: ComparisonReport;
  /** Where the series are, of a model that forecasts. */
  readonly forecast?: string;
  readonly slowestChunks: readonly {
    readonly chunk: number;
    readonly records: number;
    readonly ms: number;
    readonly recordsPerSecond: number;
  }[];
  readonly cost: JobCost;
}

export interface ReportParts {
  readonly job: Job;
  /** A job that ended before it was planned has none: its record tells what there is to tell. */
  readonly plan: Plan | undefined;
  readonly entries: readonly LedgerEntry[];
  readonly finishedAt: string;
  readonly told: JobSummary;
  readonly profile: ModelProfile | undefined;
  /** Whether the model forecasts series. */
  readonly hasSeries: boolean;
}

const maxCauses = 100;
const maxSlowest = 10;

export function toJobReport({ job, plan, entries, finishedAt, told, ...of }: ReportParts): JobReport {
  const { succeeded, failed } = sumLedger(entries);
  const seconds = toSeconds(job.startedAt ?? job.createdAt, finishedAt);
  const { summary, chunks } = told;
  const drift = of.profile && toDrift(of.profile, told);
  const { model, version, input, challenger } = plan ?? { ...job, challenger: undefined };
  const warnings = listWarnings(plan, told);
  return {
    job: job.id,
    model,
    version,
    status: toStatus(job),
    ...(job.error !== undefined && { error: job.error }),
    input: { path: input.path, bytes: input.bytes ?? 0 },
    createdAt: job.createdAt,
    ...(job.startedAt !== undefined && { startedAt: job.startedAt }),
    finishedAt,
    seconds,
    recordsPerSecond: findPace(job, entries, finishedAt),
    records: { total: plan?.records ?? job.records.total, succeeded, failed },
    chunks: { total: plan?.chunks ?? job.chunks.total, done: entries.length, summarized: chunks },
    ...(warnings.length > 0 && { warnings }),
    errors: summary.errors.toSorted(byCount).slice(0, maxCauses),
    predictions: summary.predictions.map(reportPrediction),
    ...(drift && { drift }),
    ...(summary.segments.length > 0 && {
      segments: summary.segments.map((segment) => reportSegment(segment, succeeded)),
    }),
    ...(challenger && { comparison: reportComparison(challenger, summary.comparisons) }),
    ...(of.hasSeries && { forecast: `/jobs/${job.id}/forecast` }),
    slowestChunks: listSlowest(entries),
    cost: toJobCost(job, entries),
  };
}

/** As the job's record tells it. */
function findPace(job: Job, entries: readonly LedgerEntry[], finishedAt: string): number {
  const { records } = sumLedger(entries.filter(({ attempt }) => attempt === job.attempt));
  return toRate(records, job.attemptAt ?? job.startedAt, new Date(finishedAt));
}

function toStatus({ status, error }: Job): Job['status'] {
  if (status === 'Canceled') return status;
  return error === undefined ? 'Succeeded' : 'Failed';
}

function byCount(a: ErrorCause, b: ErrorCause): number {
  return b.count - a.count || (a.examples[0]?.row ?? 0) - (b.examples[0]?.row ?? 0);
}

function toDrift(profile: ModelProfile, { summary }: JobSummary): DriftReport | undefined {
  const inputs = reportDrift(profile.inputs, summary.inputBins);
  const predictions = reportDrift(profile.predictions, summary.predictionBins);
  if (inputs.length === 0) return undefined;
  const training = { table: profile.table, records: profile.records };
  return { status: worstStatus(inputs), training, inputs, predictions };
}

function listSlowest(entries: readonly LedgerEntry[]): JobReport['slowestChunks'] {
  return entries
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, maxSlowest)
    .map(({ chunk, records, ms }) => ({
      chunk,
      records,
      ms,
      recordsPerSecond: perSecond(records, ms / 1000),
    }));
}

function toSeconds(from: string, to: string): number {
  return Math.max(0, (new Date(to).getTime() - new Date(from).getTime()) / 1000);
}
