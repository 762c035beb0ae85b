import type { DevicePrediction, DeviceState, StoredState } from './device-state.ts';

export interface DeviceChange {
  readonly state: DeviceState;
  /** Of the state that this one follows; undefined where there was none. */
  readonly etag: string | undefined;
  readonly predictions: readonly DevicePrediction[];
}

export interface ReadingSpan {
  readonly model: string;
  /** ISO 8601 in UTC; the first that is in it. */
  readonly from: string;
  /** The first that is not in it any more. */
  readonly to: string;
}

export type ListedReading = Pick<DevicePrediction, 'device' | 'time' | 'value' | 'window'>;

/** Where the states and predictions of devices live, those of a device side by side. */
export interface DeviceStore {
  /** How many predictions one change may hold. */
  readonly maxPredictions: number;
  read(device: string, model: string): Promise<StoredState | undefined>;
  /**
   * Writes the state and the predictions, all or nothing, and gives the new ETag; undefined, and nothing is written, where
   * the state is no longer the one that this follows. Throws TooManyRequests and Unavailable.
   */
  write(change: DeviceChange): Promise<string | undefined>;
  /** The scored readings of all devices in a span of time, page by page, in no order. */
  list(span: ReadingSpan): AsyncIterable<readonly ListedReading[]>;
}
