import { createHash } from 'node:crypto';
import type { ColumnSpec } from '../../scoring/records.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { parseBlobPath } from '../blob-path.ts';
import type { BlobPath, BlobStore } from '../blob-store.ts';
import { findInputFiles, isInputPattern } from '../input/input-files.ts';
import { type InputFormat, toDeclaredFormat } from '../input/input-format.ts';
import { isManifestName, readInputManifest } from '../input/input-manifest.ts';
import { findInputKind, type InputKind } from '../input/input-kind.ts';
import type { Job } from '../job.ts';
import { inputCopyPath } from '../job-paths.ts';
import { openTable } from '../input/open-table.ts';
import { planTables, type PlanTablesOptions, type TablesPlan, type TableToPlan } from './plan-tables.ts';
import type { Plan, PlannedTable } from './plan.ts';

export interface InputPlan extends Omit<TablesPlan, 'tables'> {
  readonly input: Plan['input'];
  readonly tables: readonly PlannedTable[];
  /** Of a collection of images. */
  readonly images?: Plan['images'];
}

export interface PlanInputOptions {
  readonly columns: readonly ColumnSpec[];
  readonly limits: PlanTablesOptions['limits'];
  /** Picks the columns that are read of those that a table has, where it keeps them apart. */
  readonly chooseColumns: (names: readonly string[]) => readonly string[];
}

/** Reads the input of a job once and finds its chunks: of one table, or of all in a folder, pattern or manifest. */
export async function planInput(
  blobs: BlobStore,
  job: Job,
  { columns, limits, chooseColumns }: PlanInputOptions,
): Promise<InputPlan> {
  const { format: said = {} } = job.settings;
  const path = parseBlobPath(job.input.path);
  const many = await findTables(blobs, path, job);
  const paths = many ?? [path];
  const etag = many === undefined ? job.input.etag : undefined;
  const open = async function* (): AsyncGenerator<TableToPlan> {
    for (const [index, each] of paths.entries()) {
      const format = toInputKind(each, said);
      const copy = inputCopyPath(job, index + 1);
      const table = await openTable(blobs, { path: each, etag, format, copy, chooseColumns });
      yield { ...table, kind: format.kind === 'jsonl' ? 'jsonl' : 'csv' };
    }
  };
  const plan = await planTables(open(), { declared: toDeclaredFormat(said), columns, limits });
  const tables = await findCopies(blobs, job, plan.tables);
  const [only] = tables;
  const input = only === undefined || many !== undefined ? toSum(job.input.path, tables) : toSource(only);
  return { ...plan, tables, input };
}

/** Of an input that is many; undefined for a table. */
async function findTables(
  blobs: BlobStore,
  path: BlobPath,
  { input, settings }: Job,
): Promise<readonly BlobPath[] | undefined> {
  if (isInputPattern(path.name)) return findInputFiles(blobs, path);
  const isList = isManifestName(path.name) && settings.format?.kind === undefined;
  return isList ? readInputManifest(blobs, path, input.etag) : undefined;
}

function toInputKind({ name }: BlobPath, { kind, compression }: InputFormat): InputKind {
  const named = findInputKind(name) ?? { kind: 'csv', gzip: name.toLowerCase().endsWith('.gz') };
  return {
    kind: kind ?? named.kind,
    gzip: compression === undefined ? named.gzip : compression === 'gzip',
  };
}

/** The copies of what had to be converted are whole by now. */
async function findCopies(
  blobs: BlobStore,
  job: Job,
  places: TablesPlan['tables'],
): Promise<readonly PlannedTable[]> {
  const tables: PlannedTable[] = [];
  for (const [index, { isCopied, ...table }] of places.entries()) {
    const copy = isCopied ? await findCopy(blobs, inputCopyPath(job, index + 1)) : undefined;
    tables.push({ ...table, ...(copy && { copy }) });
  }
  return tables;
}

async function findCopy(blobs: BlobStore, path: BlobPath): Promise<PlannedTable['copy']> {
  const properties = await blobs.properties(path);
  if (properties === undefined) {
    throw new ScoringError('Unavailable', 'Cannot plan the job: the text made of its input is gone');
  }
  return { path: `${path.container}/${path.name}`, ...properties };
}

function toSource({ path, etag, bytes }: PlannedTable): Plan['input'] {
  return { path, etag, bytes };
}

/** Many blobs as one: an ETag that is another as soon as one of theirs is. */
function toSum(path: string, tables: readonly PlannedTable[]): Plan['input'] {
  const hash = createHash('sha256');
  for (const { path: name, etag } of tables) hash.update(`${name}\n${etag}\n`);
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  return { path, etag: `"sha256-${hash.digest('hex')}"`, bytes };
}
