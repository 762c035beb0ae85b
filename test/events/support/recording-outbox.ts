import type { DevicePrediction } from '../../../src/events/device-state.ts';
import type { ReadingOutbox } from '../../../src/events/reading-outbox.ts';
import type { Rejection } from '../../../src/events/reading.ts';
import { ScoringError } from '../../../src/scoring/scoring-error.ts';

export interface RecordingOutbox extends ReadingOutbox {
  /** By device and time: what is told twice is there once, as in a queue that looks for duplicates. */
  readonly alerts: ReadonlyMap<string, DevicePrediction>;
  /** By place in the queue. */
  readonly rejections: ReadonlyMap<string, Rejection>;
}

/** Keeps what is told, and fails before or after that as `fails` says. */
export function createRecordingOutbox(
  fails: () => 'before' | 'after' | false = () => false,
): RecordingOutbox {
  const alerts = new Map<string, DevicePrediction>();
  const rejections = new Map<string, Rejection>();
  const keep = (count: number, note: () => void): Promise<void> => {
    const when = count === 0 ? false : fails();
    if (when !== 'before') note();
    return when === false
      ? Promise.resolve()
      : Promise.reject(new ScoringError('Unavailable', 'Cannot send the messages: the queue is away'));
  };
  return {
    alerts,
    rejections,
    alert: (anomalies) =>
      keep(anomalies.length, () => {
        for (const one of anomalies) alerts.set(`${one.device}@${one.time}`, one);
      }),
    reject: (_, rejected) =>
      keep(rejected.length, () => {
        for (const one of rejected) rejections.set(`${one.position.sequence}:${one.position.index}`, one);
      }),
  };
}
