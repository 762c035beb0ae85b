import { waitUntil } from './processes.ts';
import type { Product } from './product.ts';

/** A job as the API answers it; only what the suites look at. */
export interface JobAnswer {
  readonly id: string;
  readonly model: string;
  readonly status: string;
  readonly trigger: { readonly kind: string };
  readonly records: { readonly total: number; readonly succeeded: number; readonly failed: number };
  readonly chunks: { readonly total: number; readonly done: number; readonly failed: number };
  readonly error?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly outputs?: { readonly predictions: string };
}

const finalStatuses = ['Succeeded', 'Failed', 'Canceled'];

export async function getJson<T>(url: string, expectedStatus = 200): Promise<T> {
  const response = await fetch(url);
  const text = await response.text();
  if (response.status !== expectedStatus) throw new Error(`GET ${url} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

export async function listJobs(product: Product): Promise<JobAnswer[]> {
  const answer = await getJson<{ jobs: JobAnswer[] }>(`${product.url}/jobs?limit=100`);
  return answer.jobs;
}

export async function untilFinished(product: Product, id: string, timeoutMs = 120_000): Promise<JobAnswer> {
  const finished = async () => {
    const response = await fetch(`${product.url}/jobs/${id}`).catch(() => undefined);
    if (response?.status !== 200) return undefined;
    const job = (await response.json()) as JobAnswer;
    return finalStatuses.includes(job.status) ? job : undefined;
  };
  return waitUntil(`job ${id} is finished`, finished, timeoutMs);
}

/** Puts a blob into `batch-input`; returns its ETag. */
export async function drop(product: Product, path: string, content: string | Uint8Array): Promise<string> {
  const blob = product.blobs.getContainerClient('batch-input').getBlockBlobClient(path);
  const answer = await blob.uploadData(Buffer.from(content));
  return answer.etag ?? '';
}

/** Drops a blob and waits for the end of the job that it starts. */
export async function scoreByDrop(
  product: Product,
  path: string,
  content: string | Uint8Array,
  timeoutMs = 120_000,
): Promise<JobAnswer> {
  const before = new Set((await listJobs(product)).map((job) => job.id));
  await drop(product, path, content);
  const started = await waitUntil(`a job starts for ${path}`, async () =>
    (await listJobs(product)).find((job) => !before.has(job.id)),
  );
  return untilFinished(product, started.id, timeoutMs);
}

export async function postJob(product: Product, body: unknown): Promise<Response> {
  return fetch(`${product.url}/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Starts a job by HTTP and waits for its end. */
export async function scoreByPost(product: Product, body: unknown): Promise<JobAnswer> {
  const response = await postJob(product, body);
  const text = await response.text();
  if (response.status !== 202) throw new Error(`POST /jobs answered ${response.status}: ${text}`);
  return untilFinished(product, (JSON.parse(text) as JobAnswer).id);
}

export async function readOutput(product: Product, job: string, output: string): Promise<string> {
  const response = await fetch(`${product.url}/jobs/${job}/${output}`);
  if (response.status !== 200) throw new Error(`GET ${output} of ${job} answered ${response.status}`);
  return response.text();
}
