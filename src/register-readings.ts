import type { DeviceStore } from './events/device-store.ts';
import { type CollectingModel, createReadingCollector } from './events/collect-readings.ts';
import { createReadingScorer } from './events/score-readings.ts';
import { registerReadingCollection } from './functions/collect-readings.ts';
import { registerReadings as registerReadingsFunction } from './functions/readings.ts';
import type { BlobStore } from './jobs/blob-store.ts';
import type { ModelRepository } from './scoring/repository/model-repository.ts';
import type { Scorer } from './scoring/scorer.ts';
import type { Settings } from './settings.ts';
import { createServiceBusReadingOutbox } from './storage/service-bus-reading-outbox.ts';

export interface ReadingsDependencies {
  readonly settings: Pick<Settings, 'serviceBus' | 'readingsModel'>;
  readonly repository: ModelRepository;
  readonly scorer: Scorer;
  readonly devices: DeviceStore;
  readonly blobs: BlobStore;
}

const now = (): Date => new Date();

/** Registers what scores the readings of devices: as they come, where there is a Service Bus, and those of a day together. */
export function registerReadings({
  settings,
  repository,
  scorer,
  devices,
  blobs,
}: ReadingsDependencies): void {
  const models = repository
    .list()
    .filter((model): model is CollectingModel & typeof model => model.events !== undefined);
  registerReadingCollection({ models, collect: createReadingCollector({ devices, blobs }), now });
  if (settings.serviceBus === undefined) return;
  registerReadingsFunction(
    createReadingScorer({
      models: repository,
      scorer,
      devices,
      outbox: createServiceBusReadingOutbox(settings.serviceBus),
      defaultModel: settings.readingsModel,
      now,
    }),
  );
}
