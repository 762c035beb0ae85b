import { withChallenger } from '../../scoring/compare/challenger-columns.ts';
import type { Model, ScoringPlan } from '../../scoring/model.ts';
import type { ColumnSpec } from '../../scoring/records.ts';
import { toOutputHeader } from '../../scoring/plan/output-names.ts';
import type { RecordTimer } from '../../scoring/batching/record-timer.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { findSimilarName } from '../../scoring/similar-name.ts';
import type { TableFormat } from '../../scoring/table/table-format.ts';
import { assertTableColumns } from '../../scoring/table/table-needs.ts';
import type { BlobStore } from '../blob-store.ts';
import type { ChunkBounds } from './chunk-bounds.ts';
import { estimateJob, type JobEstimate } from './estimate-job.ts';
import type { Job, JobSettings } from '../job.ts';
import type { JobModels } from '../job-models.ts';
import { toOutputOptions } from '../job-settings.ts';
import { isImageCollection, planImages } from '../images/plan-images.ts';
import { type InputPlan, planInput, type PlanInputOptions } from './plan-input.ts';
import { planSeriesInput, type SeriesInputPlan } from '../series/plan-series-input.ts';
import type { Plan } from './plan.ts';

/** Azure keeps at most 50,000 blocks a blob; the rest is room for the header. */
const maxChunks = 49_000;
const maxRecordBytes = 64 * 1024 * 1024;
const defaultChunkSeconds = 30;
/** Of a model that cannot be measured. */
const supposedRecordMs = 0.05;

export interface DraftPlanDependencies {
  readonly blobs: BlobStore;
  readonly models: JobModels;
  /** Milliseconds that a model takes for a record among many, where it can be measured. */
  readonly timeRecord: RecordTimer;
}

export interface PlanDraft {
  readonly plan: Plan;
  readonly chunks: readonly ChunkBounds[];
  readonly estimate: JobEstimate;
}

/** Reads the input of a job once, and says how it would be scored; fails with InvalidInput where it cannot be. */
export async function draftPlan(
  { blobs, models, timeRecord }: DraftPlanDependencies,
  job: Job,
): Promise<PlanDraft> {
  const model = await models.resolve(job.model, job.version);
  const { settings } = job;
  const challenger = await findChallenger(models, model, settings);
  const recordMs = await timeAll(timeRecord, challenger === undefined ? [model] : [model, challenger]);
  const limits = {
    maxRecords: findMaxRecords(recordMs, settings),
    maxBytes: settings.max_chunk_bytes,
    maxChunks,
    maxRecordBytes,
  };
  const columns = listAllColumns(model.plan, challenger?.plan);
  const chooseColumns = (names: readonly string[]) =>
    listColumnsRead({ key: model.plan.key, columns }, names, settings);
  const table = await planRecords(blobs, job, { model, columns, limits, chooseColumns });
  const compared = challenger === undefined ? model.plan : withChallenger(model.plan, challenger.plan);
  const scoring = table.images ? { ...compared, key: table.images.key } : compared;
  const { format, chunks } = table;
  if (format.kind === 'csv') {
    assertTableColumns(format.header, { columns, model: model.name });
    assertChoice(format.header, settings);
  }
  const plan: Plan = {
    job: job.id,
    model: model.name,
    version: model.version,
    sha256: model.sha256,
    ...(challenger && { challenger: { version: challenger.version, sha256: challenger.sha256 } }),
    input: table.input,
    tables: table.tables,
    ...(table.images && { images: table.images }),
    ...(table.by && { by: table.by }),
    format,
    outputHeader: toOutputHeader(scoring, { ...settings, header: format.header }, toOutputOptions(settings)),
    settings,
    warnings: [...listWarnings(scoring, format), ...listAbsent(scoring, table), ...table.warnings],
    records: table.records,
    chunks: chunks.length,
  };
  const size = { records: plan.records, chunks: plan.chunks, lanes: settings.max_concurrency };
  return { plan, chunks, estimate: estimateJob({ ...size, msPerRecord: recordMs ?? supposedRecordMs }) };
}

/** The version that is compared, where there is one; fails with InvalidInput where that can tell nothing. */
async function findChallenger(
  models: JobModels,
  { name, version, sha256, plan }: Model,
  { challenger: wanted }: JobSettings,
): Promise<Model | undefined> {
  if (wanted === undefined) return undefined;
  const challenger = await models.resolve(name, wanted);
  const refuse = (reason: string) =>
    new ScoringError(
      'InvalidInput',
      `Cannot compare "${name}" version ${version} with "${wanted}": ${reason}`,
    );
  if (challenger.sha256 === sha256) throw refuse('it is the same model');
  if (plan.series !== undefined) throw refuse('forecasts of series are not compared');
  return challenger;
}

/** Undefined where one of them cannot be measured. */
async function timeAll(timeRecord: RecordTimer, models: readonly Model[]): Promise<number | undefined> {
  const times = await Promise.all(models.map((model) => timeRecord(model)));
  return times.reduce((sum, ms) => (sum === undefined || ms === undefined ? undefined : sum + ms), 0);
}

interface RecordsRequest extends Pick<PlanInputOptions, 'columns' | 'limits' | 'chooseColumns'> {
  readonly model: Model;
}

type RecordsPlan = InputPlan & Partial<Pick<SeriesInputPlan, 'by'>>;

/** What a record is depends on the model and the input: an image of a collection, a series, a row. */
async function planRecords(
  blobs: BlobStore,
  job: Job,
  { model: { name: model, columns: ofModel, plan }, columns, limits, chooseColumns }: RecordsRequest,
): Promise<RecordsPlan> {
  if (await isImageCollection(blobs, job, ofModel)) {
    return planImages(blobs, job, { model, columns: ofModel, key: plan.key, limits });
  }
  const { series } = plan;
  const options = { columns, limits, chooseColumns };
  if (series === undefined) return planInput(blobs, job, options);
  return planSeriesInput(blobs, job, { ...options, model, series });
}

/** What is read of a row of the table. */
function listRowColumns({ columns, series }: ScoringPlan): readonly ColumnSpec[] {
  return series?.rows ?? columns;
}

/** Of the versions that read the table, each column once. */
function listAllColumns(plan: ScoringPlan, challenger: ScoringPlan | undefined): readonly ColumnSpec[] {
  const columns = listRowColumns(plan);
  const known = new Set(columns.map(({ name }) => name));
  const added = challenger === undefined ? [] : listRowColumns(challenger);
  return [...columns, ...added.filter(({ name }) => !known.has(name))];
}

/** So many records that a chunk takes no longer than it should, at the pace that was measured. */
function findMaxRecords(
  recordMs: number | undefined,
  { mini_batch_size, max_chunk_seconds = defaultChunkSeconds }: JobSettings,
): number {
  if (recordMs === undefined || recordMs === 0) return mini_batch_size;
  const inTime = Math.floor((max_chunk_seconds * 1000) / recordMs);
  return Math.max(1, Math.min(mini_batch_size, inTime));
}

/** A column that is left out by a name that it has not would be carried, whatever it holds. */
function assertChoice(names: readonly string[], { include, exclude = [] }: JobSettings): void {
  const choices = { include: typeof include === 'string' ? [] : include, exclude };
  for (const [setting, chosen] of Object.entries(choices)) {
    const stray = chosen.find((name) => !names.includes(name));
    if (stray === undefined) continue;
    const similar = findSimilarName(stray, names);
    const hint = similar === undefined ? '' : `: did you mean ${JSON.stringify(similar)}?`;
    const message = `Cannot choose the columns of the output: "${setting}" names ${JSON.stringify(stray)}, which the input does not have${hint}`;
    throw new ScoringError('InvalidInput', message, { details: { column: stray } });
  }
}

/** Columns that nobody reads are not converted. */
function listColumnsRead(
  { key, columns }: Pick<ScoringPlan, 'key' | 'columns'>,
  names: readonly string[],
  { include, exclude = [] }: JobSettings,
): readonly string[] {
  if (include === 'all' || exclude.length > 0) return names;
  const read = columns.map(({ name }) => name);
  const wanted = new Set([...read, key, ...(include === 'key' ? [] : include)]);
  return names.filter((name) => wanted.has(name));
}

function listWarnings({ key, model }: ScoringPlan, { header }: TableFormat): readonly string[] {
  if (key === undefined || header.includes(key)) return [];
  const shown = JSON.stringify(key);
  return [`The input has no ${shown}, the key of "${model}": its predictions are stored by job and row`];
}

/** Columns of a table for which all its records take what stands for a missing value. */
function listAbsent({ columns }: ScoringPlan, { format, by, images }: RecordsPlan): readonly string[] {
  if (format.kind !== 'csv' || by !== undefined || images !== undefined) return [];
  return columns
    .filter(({ name }) => !format.header.includes(name))
    .map(({ name }) => `The input has no ${JSON.stringify(name)}: it counts as missing in each record`);
}
