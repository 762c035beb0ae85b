import type { DevicePrediction, DeviceState, StoredState } from './device-state.ts';

export interface DeviceChange {
  readonly state: DeviceState;
  /** Of the state that this one follows; undefined where there was none. */
  readonly etag: string | undefined;
  readonly predictions: readonly DevicePrediction[];
}

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
}
