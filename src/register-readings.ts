import type { DeviceStore } from './events/device-store.ts';
import { createReadingScorer } from './events/score-readings.ts';
import { registerReadings as registerReadingsFunction } from './functions/readings.ts';
import type { ModelRepository } from './scoring/repository/model-repository.ts';
import type { Scorer } from './scoring/scorer.ts';
import type { Settings } from './settings.ts';
import { createServiceBusReadingOutbox } from './storage/service-bus-reading-outbox.ts';

export interface ReadingsDependencies {
  readonly settings: Pick<Settings, 'serviceBus' | 'readingsModel'>;
  readonly repository: ModelRepository;
  readonly scorer: Scorer;
  readonly devices: DeviceStore;
}

/** Registers what scores the readings of devices as they come, where there is a Service Bus. */
export function registerReadings({ settings, repository, scorer, devices }: ReadingsDependencies): void {
  if (settings.serviceBus === undefined) return;
  registerReadingsFunction(
    createReadingScorer({
      models: repository,
      scorer,
      devices,
      outbox: createServiceBusReadingOutbox(settings.serviceBus),
      defaultModel: settings.readingsModel,
      now: () => new Date(),
    }),
  );
}
