import { ScoringError } from '../../../scoring/scoring-error.ts';
import type { BlobStore } from '../../blob-store.ts';
import { readInputRange } from '../../input/input-range.ts';
import type { JobModels } from '../../job-models.ts';
import { refuseUnknownJob } from '../../job-not-found.ts';
import { outputFile, outputPath } from '../../job-paths.ts';
import type { JobStore } from '../../job-store.ts';
import type { Job } from '../../job.ts';
import type { Plan } from '../../plan/plan.ts';
import type { PlanStore } from '../../plan/plan-store.ts';
import {
  type Forecast,
  gatherForecast,
  gatherHistory,
  type NamedSeries,
  type Timeline,
  toForecastColumns,
  toHistoryColumns,
} from './gather-series.ts';
import { joinTotals } from './join-totals.ts';
import { readFileRows, readTexts, type Row } from './read-rows.ts';
import { findSeriesShape, type SeriesShape } from './series-shape.ts';

export interface ForecastDependencies {
  readonly jobs: Pick<JobStore, 'read'>;
  readonly plans: Pick<PlanStore, 'read' | 'readChunk'>;
  readonly blobs: Pick<BlobStore, 'read' | 'open' | 'properties'>;
  readonly models: Pick<JobModels, 'resolve'>;
}

/** History and forecast of one series of a job, or the sums of all. */
export interface ForecastAnswer {
  readonly job: string;
  readonly model: string;
  readonly version: string;
  readonly time: string;
  readonly unit: string;
  readonly target: string;
  /** As it was asked for. */
  readonly key?: string;
  /** All series, in the order in which they first appear. */
  readonly series: readonly NamedSeries[];
  /** There are more of them than are named. */
  readonly hasMoreSeries: boolean;
  /** Of how many series these are the sums. The sums of bounds are wider than the bounds of a sum. */
  readonly summed: number;
  /** Not given where the job's input is kept no longer. */
  readonly history?: Timeline;
  readonly forecast: Forecast;
}

/** A request reads the table and the predictions once, as a stream. */
const maxBytes = 512 * 1024 * 1024;

/** Finds what a job forecasts; fails with `JobNotFound`, `OutputNotFound`, `InvalidRequest` for a series that is not there, `TooLarge`. */
export function createForecastFinder(dependencies: ForecastDependencies) {
  return async (id: string, key: string | undefined): Promise<ForecastAnswer> => {
    const job = (await dependencies.jobs.read(id)) ?? refuseUnknownJob(id);
    const shape = await findShape(dependencies, job);
    const { forecast, series, hasMore, summed } = await readForecast(dependencies, { job, shape, key });
    if (key !== undefined && forecast.times.length === 0) {
      throw new ScoringError(
        'InvalidRequest',
        `Cannot chart series "${key}": job "${id}" has none of this key`,
      );
    }
    const history = await readHistory(dependencies, { job, shape, key });
    return {
      job: id,
      model: job.model,
      version: job.version,
      time: shape.time,
      unit: shape.unit,
      target: shape.target,
      ...(key !== undefined && { key }),
      series,
      hasMoreSeries: hasMore,
      summed,
      ...(history === undefined ? { forecast } : joinTotals(history, forecast)),
    };
  };
}

async function findShape(
  { models }: ForecastDependencies,
  { id, model, version }: Job,
): Promise<SeriesShape> {
  const { manifest } = await models.resolve(model, version);
  const shape = findSeriesShape(manifest);
  if (shape !== undefined) return shape;
  throw new ScoringError('OutputNotFound', `Cannot chart job "${id}": model "${model}" forecasts no series`);
}

interface SeriesRequest {
  readonly job: Job;
  readonly shape: SeriesShape;
  readonly key: string | undefined;
}

async function readForecast({ blobs }: ForecastDependencies, { job, shape, key }: SeriesRequest) {
  const path = outputPath(job, 'predictions');
  const found = await blobs.properties(path);
  const pieces = found && (await blobs.open(path, { ifMatch: found.etag }));
  if (found === undefined || pieces === undefined) {
    throw new ScoringError(
      'OutputNotFound',
      `Cannot chart job "${job.id}": it has no predictions, it is ${job.status}`,
    );
  }
  assertWithin(job, found.bytes);
  const isJson = outputFile(job, 'predictions').name.endsWith('.jsonl');
  const columns = toForecastColumns(shape);
  return gatherForecast(readFileRows(pieces, { isJson, columns }), shape, key);
}

async function readHistory(
  dependencies: ForecastDependencies,
  { job, shape, key }: SeriesRequest,
): Promise<Timeline | undefined> {
  const plan = await dependencies.plans.read(job);
  if (plan === undefined) return undefined;
  assertWithin(job, plan.input.bytes);
  return gatherHistory(readInput(dependencies, { job, plan, columns: toHistoryColumns(shape) }), shape, key);
}

interface InputRequest {
  readonly job: Job;
  readonly plan: Plan;
  readonly columns: readonly string[];
}

async function* readInput(
  { plans, blobs }: ForecastDependencies,
  { job, plan, columns }: InputRequest,
): AsyncGenerator<readonly Row[]> {
  for (let chunk = 1; chunk <= plan.chunks; chunk++) {
    const planned = await plans.readChunk(job, chunk);
    if (planned === undefined) return;
    yield readTexts(await readInputRange(blobs, plan, planned.bounds), plan.format, columns);
  }
}

function assertWithin({ id }: Job, bytes: number): void {
  if (bytes <= maxBytes) return;
  throw new ScoringError(
    'TooLarge',
    `Cannot chart job "${id}": its table has ${bytes} bytes, more than ${maxBytes}`,
  );
}
