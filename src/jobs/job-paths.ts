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

export function stateFolder(jobId: string): string {
  return `${jobId}/`;
}

export function planPath(jobId: string): BlobPath {
  return { container: containers.state, name: `${stateFolder(jobId)}plan.json` };
}

export function chunkIndexPath(jobId: string): BlobPath {
  return { container: containers.state, name: `${stateFolder(jobId)}chunks.txt` };
}

export function ledgerFolder(jobId: string): string {
  return `${stateFolder(jobId)}chunks/`;
}

export function ledgerPath(jobId: string, chunk: number): BlobPath {
  return { container: containers.state, name: `${ledgerFolder(jobId)}${toDigits(chunk)}.jsonl` };
}

/** The number of a chunk in names: 8 digits, so that names sort as numbers do. */
export function toDigits(chunk: number): string {
  return String(chunk).padStart(8, '0');
}
