import type { PredictionJson } from '../scoring/predictions.ts';

/** The latest prediction of one record. */
export interface StoredPrediction {
  readonly model: string;
  readonly version: string;
  readonly key: string;
  readonly job: string;
  /** 1-based row in the job's input. */
  readonly row: number;
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

/** Where batch predictions are kept for point reads. */
export interface PredictionStore {
  /** Writes the predictions of a chunk; doing it twice changes nothing. */
  upsertMany(batch: PredictionBatch): Promise<void>;
  read(model: string, key: string): Promise<StoredPrediction | undefined>;
}
