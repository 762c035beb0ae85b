import { randomUUID } from 'node:crypto';
import type { DeviceStore } from './events/device-store.ts';
import type { BlobStore } from './jobs/blob-store.ts';
import type { QuerySource } from './jobs/input/job-query.ts';
import type { JobStore } from './jobs/job-store.ts';
import type { PredictionStore } from './jobs/outputs/prediction-store.ts';
import { createWriterRoster } from './jobs/writer-roster.ts';
import type { Settings } from './settings.ts';
import { createCosmosDatabase } from './storage/cosmos-database.ts';
import { createCosmosDeviceStore } from './storage/cosmos-device-store.ts';
import { createCosmosJobStore } from './storage/cosmos-job-store.ts';
import { createCosmosPredictionStore } from './storage/cosmos-prediction-store.ts';
import { createCosmosQuerySource } from './storage/cosmos-query-source.ts';

/** What is kept in Cosmos DB. */
export interface Stores {
  readonly predictions: PredictionStore;
  readonly devices: DeviceStore;
  readonly jobs: JobStore;
  readonly queryRows: QuerySource;
}

export interface StoresOptions {
  readonly settings: Pick<Settings, 'cosmos' | 'cosmosRequestUnits' | 'predictionsTtlDays'>;
  /** Where instances that write tell of each other. */
  readonly blobs: BlobStore;
}

const secondsPerDay = 86_400;

/** Opens no connection by itself. */
export function openStores({ settings, blobs }: StoresOptions): Stores {
  const { cosmos, cosmosRequestUnits: requestUnitsPerSecond, predictionsTtlDays } = settings;
  const database = createCosmosDatabase(cosmos);
  const ttlSeconds = predictionsTtlDays && predictionsTtlDays * secondsPerDay;
  return {
    predictions: createCosmosPredictionStore(database.container('predictions'), {
      requestUnitsPerSecond,
      ...(requestUnitsPerSecond !== undefined && {
        roster: createWriterRoster({ blobs, instance: randomUUID() }),
      }),
      ttlSeconds,
    }),
    devices: createCosmosDeviceStore(database.container('devices'), { ttlSeconds }),
    jobs: createCosmosJobStore(database.container('jobs')),
    queryRows: createCosmosQuerySource(database),
  };
}
