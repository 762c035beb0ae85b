import { assertSeriesColumns } from '../../scoring/series/series-columns.ts';
import type { SeriesPlan } from '../../scoring/series/series-plan.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import type { BlobPath, BlobStore } from '../blob-store.ts';
import { readInputRange } from '../input/input-range.ts';
import type { Job } from '../job.ts';
import { containers, stateFolder } from '../job-paths.ts';
import { type InputPlan, planInput, type PlanInputOptions } from '../plan/plan-input.ts';
import { type PartitionLimits, partitionSeries, type RowBlock } from './partition-series.ts';

export interface SeriesInputOptions extends PlanInputOptions {
  readonly model: string;
  readonly series: SeriesPlan;
}

export interface SeriesInputPlan extends InputPlan {
  /** Columns whose values name a series. */
  readonly by: readonly string[];
}

const mebibyte = 1024 * 1024;

/** Rows that are read and told apart at once. */
const blockBytes = 4 * mebibyte;
const rowsAtOnce = 100_000;
/** Together under 400 MB, most of it only where a table has a million series. */
const partitionLimits: PartitionLimits = {
  maxSeries: 1_000_000,
  maxNameChars: 64 * mebibyte,
  maxSeriesBytes: 64 * mebibyte,
  runBytes: 32 * mebibyte,
  maxRuns: 16,
  bufferBytes: mebibyte,
};

/**
 * Finds the chunks of an input whose records are series: the scan tells how its tables are written, then their rows are
 * written anew, series by series, and that copy is what is scored. What an attempt writes has its number in its name.
 */
export async function planSeriesInput(
  blobs: BlobStore,
  job: Job,
  { model, series, ...options }: SeriesInputOptions,
): Promise<SeriesInputPlan> {
  const { limits } = options;
  const scanned = await planInput(blobs, job, {
    ...options,
    limits: { ...limits, maxRecords: rowsAtOnce, maxBytes: blockBytes },
  });
  assertSeriesColumns(scanned.format, model, series);
  const copy = toSeriesPath(job, 'table');
  const { chunks, warnings, ...partition } = await partitionSeries(blobs, readBlocks(blobs, scanned), {
    model,
    series,
    format: scanned.format,
    chunks: limits,
    limits: partitionLimits,
    copy,
    toRunPath: (run) => toSeriesPath(job, `runs/${run}`),
  });
  const properties = await blobs.properties(copy);
  if (properties === undefined) {
    throw new ScoringError('Unavailable', 'Cannot plan the job: its rows by series are gone');
  }
  const table = {
    ...scanned.input,
    copy: { path: `${copy.container}/${copy.name}`, ...properties },
    headerBytes: 0,
    endBytes: partition.bytes,
    start: 0,
    needsNewline: false,
    firstRow: 1,
    records: partition.series,
  };
  const { by } = series;
  return { ...scanned, tables: [table], records: partition.series, chunks, by, warnings };
}

function toSeriesPath(job: Job, name: string): BlobPath {
  return { container: containers.state, name: `${stateFolder(job)}series/${job.attempt}/${name}` };
}

async function* readBlocks(blobs: BlobStore, plan: InputPlan): AsyncGenerator<RowBlock> {
  for (const { offset, bytes, firstRow } of plan.chunks) {
    yield { bytes: await readInputRange(blobs, plan, { offset, bytes }), firstRow };
  }
}
