import type { PredictionJson } from '../../scoring/predictions.ts';

/** The latest prediction of one record. */
export interface StoredPrediction {
  readonly model: string;
  readonly version: string;
  readonly key: string;
  readonly job: string;
  /** 1-based row in the job's input. */
  readonly row: number;
  /** Of the reading, where it is a device's. */
  readonly time?: string;
  readonly scoredAt: string;
  readonly prediction: PredictionJson;
}

export interface PredictionBatch {
  readonly model: string;
  readonly version: string;
  /** The older of two jobs never overwrites the newer one's prediction. */
  readonly job: { readonly id: string; readonly createdAt: string };
  readonly scoredAt: string;
  /** Ascending; of a key that comes twice the later row wins. */
  readonly rows: ArrayLike<number>;
  /** One a row; without keys a prediction is found under `<job>:<row>`. */
  readonly keys: readonly string[] | undefined;
  readonly predictions: readonly PredictionJson[];
  readonly signal?: AbortSignal;
}

/** What has become of a batch's documents: each is in place, or a later one of its key is. */
export interface StoredCounts {
  readonly written: number;
  /** A prediction of the same key was there that is as late or later. */
  readonly superseded: number;
  readonly requestUnits: number;
}

/** Where batch predictions are kept for point reads. */
export interface PredictionStore {
  /** Writes the predictions of a chunk, and fails unless every one is in place; doing it twice changes nothing. */
  upsertMany(batch: PredictionBatch): Promise<StoredCounts>;
  read(model: string, key: string): Promise<StoredPrediction | undefined>;
  /** Documents that are this job's: fewer than its predictions where keys come twice, or later jobs replaced some. */
  countOf(model: string, job: string): Promise<number>;
  /** Deletes what is still this job's, at most `limit` documents; tells how many. Below the limit, all are gone. */
  removeOf(model: string, job: string, limit: number): Promise<number>;
}
