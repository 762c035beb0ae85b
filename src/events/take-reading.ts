import type { DeviceState } from './device-state.ts';
import { isAfter, type Reading } from './reading.ts';

export type Verdict =
  | {
      readonly kind: 'taken';
      /** The device's state with this reading. */
      readonly state: DeviceState;
      /** The readings before it, the oldest first, as many as the model looks back at. */
      readonly window: readonly number[];
      readonly isWarmUp: boolean;
    }
  /** Its message was dealt with before and comes again. */
  | { readonly kind: 'repeated' }
  /** The device has sent it twice. */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'late'; readonly reason: string };

export interface TakeReadingOptions {
  readonly session: string;
  /** How many readings the model looks back at. */
  readonly length: number;
}

/**
 * Puts a reading behind those that a device has sent before. Time only goes forward: what is not later than the latest
 * reading is a repetition, a duplicate or late.
 */
export function takeReading(
  before: DeviceState | undefined,
  reading: Reading,
  { session, length }: TakeReadingOptions,
): Verdict {
  const latest = before?.recent.at(-1);
  if (before !== undefined && latest !== undefined && reading.time <= latest.time) {
    if (before.session === session && !isAfter(reading.position, before.position))
      return { kind: 'repeated' };
    return isKnown(before, reading) ? { kind: 'duplicate' } : toLate(reading, latest.time);
  }
  const { device, model, position, time, value } = reading;
  const recent = before?.recent ?? [];
  const state: DeviceState = {
    device,
    model,
    session,
    position,
    readings: (before?.readings ?? 0) + 1,
    recent: [...recent, { time, value }].slice(-length),
    ...(before?.latest && { latest: before.latest }),
    alerts: [],
  };
  const values = recent.map((one) => one.value).slice(-length);
  return {
    kind: 'taken',
    state,
    window: fillWindow(values, { first: value, length }),
    isWarmUp: values.length < length,
  };
}

/** A short history is filled up in front with its first reading; the very first reading is its own history. */
function fillWindow(
  values: readonly number[],
  { first, length }: { readonly first: number; readonly length: number },
): readonly number[] {
  const [oldest = first] = values;
  return [...Array.from({ length: length - values.length }, () => oldest), ...values];
}

function isKnown({ recent }: DeviceState, { time, value }: Reading): boolean {
  return recent.some((one) => one.time === time && one.value === value);
}

function toLate({ time, device }: Reading, latest: string): Verdict {
  const what =
    time === latest
      ? `it has a reading of that time already, with another value`
      : `the latest reading is of ${latest}`;
  return {
    kind: 'late',
    reason: `Cannot score the reading of ${JSON.stringify(device)} at ${time}: ${what}`,
  };
}
