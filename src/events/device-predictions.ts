import type { PredictionStore, StoredPrediction } from '../jobs/outputs/prediction-store.ts';
import type { ModelManifest } from '../scoring/model-manifest.ts';
import type { DeviceState } from './device-state.ts';
import type { DeviceStore } from './device-store.ts';

export interface LatestPredictionsDependencies {
  readonly stores: () => Promise<{
    readonly predictions: LatestPredictions;
    readonly devices: Pick<DeviceStore, 'read'>;
  }>;
  readonly models: { readonly list: () => readonly ModelManifest[] };
}

export type LatestPredictions = Pick<PredictionStore, 'read'>;

/** In the place of a job's name, which a prediction of a reading has none of. */
const eventsName = 'readings';

/** The stored predictions, and of models that take readings those of the devices' latest readings, which come before jobs'. */
export function createLatestPredictions({
  stores,
  models,
}: LatestPredictionsDependencies): LatestPredictions {
  const takesReadings = (model: string) =>
    models.list().some(({ name, events }) => name === model && events !== undefined);
  return {
    read: async (model, key) => {
      const { predictions, devices } = await stores();
      const stored = takesReadings(model) ? await devices.read(key, model) : undefined;
      return (stored && toStoredPrediction(stored.state)) ?? predictions.read(model, key);
    },
  };
}

function toStoredPrediction({ latest, readings }: DeviceState): StoredPrediction | undefined {
  if (latest === undefined) return undefined;
  const { model, version, device: key, time, scoredAt, prediction } = latest;
  return { model, version, key, job: eventsName, row: readings, time, scoredAt, prediction };
}
