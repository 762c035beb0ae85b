import type { Model } from '../scoring/model.ts';
import { ScoringError } from '../scoring/scoring-error.ts';

/** How a model takes readings, as its manifest says. */
export interface EventInputs {
  /** The column that holds the readings before, the oldest first. */
  readonly window: string;
  /** How many of them. */
  readonly length: number;
  /** The column that holds the reading itself. */
  readonly reading: string;
  /** The prediction that is true for a reading that somebody is to be told of. */
  readonly alert: string | undefined;
}

/** Throws InvalidRequest where the model is not made for readings. */
export function toEventInputs({ name, manifest }: Model): EventInputs {
  if (manifest.events === undefined) {
    const what = 'its model.json says nothing of events';
    throw new ScoringError('InvalidRequest', `Cannot score a reading with "${name}": ${what}`);
  }
  const { window, length, reading, alert } = manifest.events;
  return { window, length, reading, alert };
}
