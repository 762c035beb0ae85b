import type { PredictionJson } from '../scoring/predictions.ts';
import type { ReadingPosition } from './reading.ts';

/** What a model said of one reading of a device. */
export interface DevicePrediction {
  readonly device: string;
  readonly model: string;
  readonly version: string;
  /** Of the reading. */
  readonly time: string;
  readonly value: number;
  /** The readings before it that it was held against, the oldest first. */
  readonly window: readonly number[];
  /** There were fewer readings before it than the model looks back at. */
  readonly warmUp?: true;
  readonly scoredAt: string;
  readonly prediction: PredictionJson;
}

/** What is known of a device's readings for one model: all that the next one is scored with. */
export interface DeviceState {
  readonly device: string;
  readonly model: string;
  /** Where its latest reading came from; what comes from there again is a repetition. */
  readonly session: string;
  readonly position: ReadingPosition;
  /** Readings that were taken so far. */
  readonly readings: number;
  /** The latest readings, the oldest first. */
  readonly recent: readonly { readonly time: string; readonly value: number }[];
  readonly latest?: DevicePrediction;
  /** Anomalies of the latest message: told again where it comes again, for it may be that nobody was told. */
  readonly alerts: readonly DevicePrediction[];
}

export interface StoredState {
  readonly state: DeviceState;
  readonly etag: string;
}
