import type { DevicePrediction } from './device-state.ts';
import type { DeviceStore } from './device-store.ts';
import type { PredictedPlan, ScoredReading } from './predict-plans.ts';
import type { StateCache } from './state-cache.ts';

export interface WrittenPlan {
  /** Whether another call has changed the device's state meanwhile: what is not written yet is to be planned anew. */
  readonly isOutdated: boolean;
  readonly scored: number;
  /** Those that are written. */
  readonly anomalies: readonly DevicePrediction[];
}

export interface WritePlanOptions {
  readonly devices: DeviceStore;
  readonly cache: StateCache;
}

/** Writes what a device's readings came to, in one change or, where they are too many for one, in several, each complete by itself. */
export async function writePlan(
  { plan, scored }: PredictedPlan,
  { devices, cache }: WritePlanOptions,
): Promise<WrittenPlan> {
  const { device, model } = plan.group;
  const anomalies: DevicePrediction[] = [];
  let { etag } = plan;
  let written = 0;
  // What is known of the device holds again when the write is done, and not where it fails.
  if (scored.length > 0) cache.forget(device, model.name);
  while (written < scored.length) {
    const part = scored.slice(written, written + devices.maxPredictions);
    const alerts = [...anomalies, ...listAnomalies(part)];
    const change = toChange(part, alerts);
    if (change === undefined) break;
    etag = await devices.write({ ...change, etag });
    if (etag === undefined) return { isOutdated: true, scored: written, anomalies };
    written += part.length;
    anomalies.splice(0, anomalies.length, ...alerts);
    cache.set({ state: change.state, etag });
  }
  return { isOutdated: false, scored: written, anomalies };
}

function toChange(part: readonly ScoredReading[], alerts: readonly DevicePrediction[]) {
  const predictions = part.map(({ prediction }) => prediction).filter((one) => one !== undefined);
  const state = part.at(-1)?.state;
  const latest = predictions.at(-1);
  return state && { state: { ...state, ...(latest && { latest }), alerts }, predictions };
}

function listAnomalies(part: readonly ScoredReading[]): readonly DevicePrediction[] {
  return part.flatMap(({ prediction, isAlert }) => (isAlert && prediction !== undefined ? [prediction] : []));
}
