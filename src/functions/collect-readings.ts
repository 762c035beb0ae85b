import { app } from '@azure/functions';
import type { CollectingModel, ReadingCollector } from '../events/collect-readings.ts';

export interface CollectOptions {
  readonly models: readonly CollectingModel[];
  readonly collect: ReadingCollector;
  readonly now: () => Date;
}

/** The host keeps no status for a timer that it does not watch, whatever its types say. */
export interface WatchedTimer {
  readonly scheduleStatus?: { readonly next: string } | null;
}

const dayMs = 86_400_000;
/** A timer may wake a little early. */
const earlyMs = 60_000;
/** Of a time that the app was down for, only so many of the latest days are made up for. */
const maxDays = 31;

/** One timer function a model that has its readings collected, `collect-<model>`. */
export function registerReadingCollection({ models, collect, now }: CollectOptions): void {
  for (const model of models) {
    const { collect: schedule } = model.events;
    if (schedule === undefined) continue;
    app.timer(`collect-${model.name}`, {
      schedule,
      handler: async (timer, context) => {
        for (const day of toDays(timer, now())) {
          const { path, readings } = await collect(model, day);
          context.log(`Collected ${readings} readings of ${day} in ${path.container}/${path.name}`);
        }
      },
    });
  }
}

/**
 * The days that are over since the timer was to run: the one before, and where the app was down those that followed. Run by
 * hand, ahead of its time, it is the present day as far as it has come.
 */
export function toDays({ scheduleStatus }: WatchedTimer, now: Date): readonly string[] {
  const dueMs = new Date(scheduleStatus?.next ?? now).getTime();
  if (dueMs > now.getTime() + earlyMs) return [toText(now)];
  const [firstMs, lastMs] = [toMidnight(dueMs) - dayMs, toMidnight(Math.max(dueMs, now.getTime())) - dayMs];
  const count = Math.min(maxDays, (lastMs - firstMs) / dayMs + 1);
  return Array.from({ length: count }, (_, k) => toText(new Date(lastMs - (count - 1 - k) * dayMs)));
}

function toMidnight(ms: number): number {
  return Math.floor(ms / dayMs) * dayMs;
}

function toText(date: Date): string {
  return date.toISOString().slice(0, 10);
}
