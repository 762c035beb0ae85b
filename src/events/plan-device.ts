import type { DevicePrediction, DeviceState } from './device-state.ts';
import type { DeviceStore } from './device-store.ts';
import type { DeviceGroup } from './group-readings.ts';
import type { Reading, Rejection } from './reading.ts';
import type { StateCache } from './state-cache.ts';
import { takeReading } from './take-reading.ts';

/** A reading that is to be scored, and its device's state with it. */
export interface PlannedReading {
  readonly reading: Reading;
  readonly state: DeviceState;
  readonly window: readonly number[];
  readonly isWarmUp: boolean;
}

/** What is to be done with the readings of a device. */
export interface DevicePlan {
  readonly group: DeviceGroup;
  /** Of the state that the first reading follows. */
  readonly etag: string | undefined;
  readonly taken: readonly PlannedReading[];
  readonly rejections: readonly Rejection[];
  readonly repeated: number;
  readonly duplicate: number;
  /** Anomalies that may not have been told of, since a message comes again. */
  readonly owed: readonly DevicePrediction[];
}

export interface PlanDeviceOptions {
  readonly devices: Pick<DeviceStore, 'read'>;
  readonly cache: StateCache;
  readonly session: string;
}

/** Finds out what the readings of a device are in the light of those before them; writes nothing. */
export async function planDevice(
  group: DeviceGroup,
  { devices, cache, session }: PlanDeviceOptions,
): Promise<DevicePlan> {
  const { device, model, inputs, readings } = group;
  const stored = cache.get(device, model.name) ?? (await devices.read(device, model.name));
  const taken: PlannedReading[] = [];
  const rejections: Rejection[] = [];
  const counts = { repeated: 0, duplicate: 0 };
  let state = stored?.state;
  for (const reading of readings) {
    const verdict = takeReading(state, reading, { session, length: inputs.length });
    switch (verdict.kind) {
      case 'taken':
        ({ state } = verdict);
        taken.push({ ...verdict, reading });
        break;
      case 'late':
        rejections.push(toRejection(reading, verdict.reason));
        break;
      case 'duplicate':
      case 'repeated':
        counts[verdict.kind]++;
    }
  }
  const owed = counts.repeated > 0 ? (stored?.state.alerts ?? []) : [];
  return { group, etag: stored?.etag, taken, rejections, ...counts, owed };
}

function toRejection({ position, body }: Reading, reason: string): Rejection {
  return { position, code: 'OutOfOrder', reason, body };
}
