import type { BlobPath } from './blob-store.ts';

export const containers = { input: 'batch-input', output: 'batch-output', state: 'job-state' } as const;

export const outputNames = {
  predictions: 'predictions.csv',
  errors: 'errors.jsonl',
  manifest: 'manifest.json',
} as const;
export type OutputName = keyof typeof outputNames;

export const outputContentTypes: Readonly<Record<OutputName, string>> = {
  predictions: 'text/csv; charset=utf-8',
  errors: 'application/x-ndjson',
  manifest: 'application/json',
};

/** A job as far as its blobs are concerned. */
export interface JobPlace {
  readonly id: string;
  readonly model: string;
}

export function outputFolder({ id, model }: JobPlace): string {
  return `${model}/${id}/`;
}

export function outputPath(job: JobPlace, output: OutputName): BlobPath {
  return { container: containers.output, name: outputFolder(job) + outputNames[output] };
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

export function ledgerFolder(job: JobLife): string {
  return `${stateFolder(job)}chunks/`;
}

export function ledgerPath(job: JobLife, chunk: number): BlobPath {
  return { container: containers.state, name: `${ledgerFolder(job)}${toDigits(chunk)}.jsonl` };
}

/** The time of creation in 17 digits. */
export function toLifeDigits({ createdAt }: Pick<JobLife, 'createdAt'>): string {
  return createdAt.replaceAll(/\D/g, '').slice(0, 17).padEnd(17, '0');
}

/** The number of a chunk in names: 8 digits, so that names sort as numbers do. */
export function toDigits(chunk: number): string {
  return String(chunk).padStart(8, '0');
}
