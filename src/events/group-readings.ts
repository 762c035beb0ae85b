import type { Model } from '../scoring/model.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { type EventInputs, toEventInputs } from './event-model.ts';
import type { Reading, Rejection } from './reading.ts';

/** The readings of one device for one model, in their order. */
export interface DeviceGroup {
  readonly device: string;
  readonly model: Model;
  readonly inputs: EventInputs;
  readonly readings: readonly Reading[];
}

export interface GroupedReadings {
  readonly groups: readonly DeviceGroup[];
  /** Of readings whose model is none. */
  readonly rejections: readonly Rejection[];
}

type Found = Pick<DeviceGroup, 'model' | 'inputs'>;

/** Puts the readings of each device together. Throws where a model is there but cannot be had now. */
export async function groupReadings(
  readings: readonly Reading[],
  models: { readonly resolve: (name: string) => Promise<Model> },
): Promise<GroupedReadings> {
  const names = [...new Set(readings.map(({ model }) => model))];
  const found = new Map(
    await Promise.all(names.map(async (name) => [name, await find(name, models)] as const)),
  );
  const groups = new Map<string, DeviceGroup>();
  const rejections: Rejection[] = [];
  for (const reading of readings) {
    const model = found.get(reading.model);
    if (model === undefined || model instanceof ScoringError) {
      rejections.push(refuse(reading, model?.message ?? ''));
      continue;
    }
    const name = JSON.stringify([reading.model, reading.device]);
    const before = groups.get(name)?.readings ?? [];
    groups.set(name, { ...model, device: reading.device, readings: [...before, reading] });
  }
  return { groups: [...groups.values()], rejections };
}

async function find(
  name: string,
  models: { readonly resolve: (name: string) => Promise<Model> },
): Promise<Found | ScoringError> {
  try {
    const model = await models.resolve(name);
    return { model, inputs: toEventInputs(model) };
  } catch (thrown) {
    if (thrown instanceof ScoringError && !thrown.retryable) return thrown;
    throw thrown;
  }
}

function refuse({ position, body }: Reading, reason: string): Rejection {
  return { position, code: 'UnknownModel', reason, body };
}
