import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PredictionBatch, StoredPrediction } from '../jobs/outputs/prediction-store.ts';
import type { PredictionJson } from '../scoring/predictions.ts';

const maxIdBytes = 200;
/** Cosmos DB takes 2 KB for a whole partition key. */
const maxKeyBytes = 1024;

export interface PredictionDocument {
  readonly id: string;
  readonly model: string;
  readonly key: string;
  readonly version: string;
  readonly job: string;
  readonly row: number;
  readonly scoredAt: string;
  /** Which of two predictions of a key is the later one: by the job's creation, the job, and the row. */
  readonly order: string;
  readonly prediction: PredictionJson;
  /** Seconds after which the database drops it. */
  readonly ttl?: number;
}

/** Where the prediction of a key lives. The base64url of the key is its id, since ids may not hold every character. */
export function toDocumentPlace(key: string): { readonly id: string; readonly key: string } {
  const bytes = Buffer.from(key);
  const hash = () => createHash('sha256').update(bytes).digest('hex');
  return {
    id: bytes.length > maxIdBytes ? hash() : bytes.toString('base64url'),
    key: bytes.length > maxKeyBytes ? `sha256:${hash()}` : key,
  };
}

/** One document a key: of a key that comes twice the last row is kept. */
export function toDocuments(batch: PredictionBatch, ttlSeconds?: number): PredictionDocument[] {
  const documents = new Map<string, PredictionDocument>();
  const ttl = ttlSeconds === undefined ? {} : { ttl: ttlSeconds };
  batch.predictions.forEach((prediction, index) => {
    const document = { ...toDocument(batch, prediction, index), ...ttl };
    documents.set(document.key, document);
  });
  return [...documents.values()];
}

function toDocument(batch: PredictionBatch, prediction: PredictionJson, index: number): PredictionDocument {
  const { model, version, job, scoredAt } = batch;
  const row = batch.rows[index] ?? 0;
  const key = batch.keys?.[index];
  const place = toDocumentPlace(key === undefined || key === '' ? `${job.id}:${row}` : key);
  const order = `${job.createdAt}|${job.id}|${String(row).padStart(12, '0')}`;
  return { ...place, model, version, job: job.id, row, scoredAt, order, prediction };
}

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const documentSchema = z.object({
  model: z.string(),
  version: z.string(),
  job: z.string(),
  row: z.number(),
  scoredAt: z.string(),
  prediction: z.record(z.string(), z.union([scalar, z.array(z.union([z.string(), z.number(), z.null()]))])),
});

export function parsePredictionDocument(document: unknown, key: string): StoredPrediction {
  const { model, version, job, row, scoredAt, prediction } = documentSchema.parse(document);
  return { model, version, key, job, row, scoredAt, prediction };
}
