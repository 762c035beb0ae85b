import type { BlobPath } from './blob-store.ts';

export const containers = { input: 'batch-input', output: 'batch-output', state: 'job-state' } as const;

export type OutputName = 'predictions' | 'errors' | 'manifest' | 'report';

interface OutputFile {
  readonly name: string;
  readonly contentType: string;
}

const jsonLinesType = 'application/x-ndjson';
const outputFiles: Readonly<Record<OutputName, OutputFile>> = {
  predictions: { name: 'predictions.csv', contentType: 'text/csv; charset=utf-8' },
  errors: { name: 'errors.jsonl', contentType: jsonLinesType },
  manifest: { name: 'manifest.json', contentType: 'application/json' },
  report: { name: 'report.json', contentType: 'application/json' },
};
const predictionLines: OutputFile = { name: 'predictions.jsonl', contentType: jsonLinesType };

/** A job as far as its blobs are concerned. */
export interface JobPlace {
  readonly id: string;
  readonly model: string;
  readonly settings?: { readonly output_format?: 'csv' | 'jsonl' };
}

/** How an output of a job is called, and what it is. */
export function outputFile({ settings }: Pick<JobPlace, 'settings'>, output: OutputName): OutputFile {
  const isLines = output === 'predictions' && settings?.output_format === 'jsonl';
  return isLines ? predictionLines : outputFiles[output];
}

export function outputFolder({ id, model }: JobPlace): string {
  return `${model}/${id}/`;
}

export function outputPath(job: JobPlace, output: OutputName): BlobPath {
  return { container: containers.output, name: outputFolder(job) + outputFile(job, output).name };
}

/** A job as far as its state is concerned: an id may come again once its job was deleted, and must not meet what that one left. */
export interface JobLife {
  readonly id: string;
  readonly createdAt: string;
}

/** Holds the state of all jobs that ever had this id. */
export function stateRoot(jobId: string): string {
  return `${jobId}/`;
}

export function stateFolder(job: JobLife): string {
  return `${stateRoot(job.id)}${toLifeDigits(job)}/`;
}

export function planPath(job: JobLife): BlobPath {
  return { container: containers.state, name: `${stateFolder(job)}plan.json` };
}

export function chunkIndexPath(job: JobLife): BlobPath {
  return { container: containers.state, name: `${stateFolder(job)}chunks.txt` };
}

/** The text of the n-th table of the input, where that is not the blob itself. */
export function inputCopyPath(job: JobLife, table: number): BlobPath {
  return { container: containers.state, name: `${stateFolder(job)}input/${toDigits(table)}` };
}

/** What a query answered to one of those who planned the job. */
export function querySnapshotPath(job: JobLife, id: string): BlobPath {
  return { container: containers.state, name: `${stateFolder(job)}query/${id}.jsonl` };
}

export function ledgerFolder(job: JobLife): string {
  return `${stateFolder(job)}chunks/`;
}

export function ledgerPath(job: JobLife, chunk: number): BlobPath {
  return { container: containers.state, name: `${ledgerFolder(job)}${toDigits(chunk)}.jsonl` };
}

/** What a chunk tells for the report. */
export function summaryPath(job: JobLife, chunk: number): BlobPath {
  return { container: containers.state, name: `${stateFolder(job)}summaries/${toDigits(chunk)}.json` };
}

/** The time of creation in 17 digits. */
export function toLifeDigits({ createdAt }: Pick<JobLife, 'createdAt'>): string {
  return createdAt.replaceAll(/\D/g, '').slice(0, 17).padEnd(17, '0');
}

/** The number of a chunk in names: 8 digits, so that names sort as numbers do. */
export function toDigits(chunk: number): string {
  return String(chunk).padStart(8, '0');
}
