import { mapBounded } from '../jobs/map-bounded.ts';
import type { Model } from '../scoring/model.ts';
import type { Scorer } from '../scoring/scorer.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import type { DevicePrediction } from './device-state.ts';
import type { DeviceStore } from './device-store.ts';
import { type DeviceGroup, groupReadings } from './group-readings.ts';
import { parseReadings } from './parse-readings.ts';
import { planDevice } from './plan-device.ts';
import { predictPlans } from './predict-plans.ts';
import { addCounts, noCounts, type ReadingCounts } from './reading-counts.ts';
import type { ReadingOutbox } from './reading-outbox.ts';
import type { ReadingMessage } from './reading.ts';
import { createStateCache, type StateCache } from './state-cache.ts';
import { writePlan } from './write-plan.ts';

export interface ReadingScorerDependencies {
  readonly models: { readonly resolve: (name: string) => Promise<Model> };
  readonly scorer: Pick<Scorer, 'score'>;
  readonly devices: DeviceStore;
  readonly outbox: ReadingOutbox;
  /** The model of readings that name none. */
  readonly defaultModel: string;
  readonly now: () => Date;
  readonly cache?: StateCache;
}

export type ReadingScorer = (message: ReadingMessage) => Promise<ReadingCounts>;

interface Round {
  readonly counts: ReadingCounts;
  readonly anomalies: readonly DevicePrediction[];
  /** Whose state another call has changed meanwhile. */
  readonly outdated: readonly DeviceGroup[];
}

const devicesAtOnce = 16;
const maxRounds = 10;

/**
 * Scores the readings of a message, each against those of its device before it. Wherever the call ends, the same message
 * again completes it: a reading is scored once, and what it gives rise to is told at least once. Throws a retryable error
 * where a service does not answer.
 */
export function createReadingScorer(dependencies: ReadingScorerDependencies): ReadingScorer {
  const { outbox } = dependencies;
  const parts = { ...dependencies, cache: dependencies.cache ?? createStateCache() };

  return async (message) => {
    const parsed = parseReadings(message, dependencies);
    const grouped = await groupReadings(parsed.readings, dependencies.models);
    const rejections = [...parsed.rejections, ...grouped.rejections];
    await outbox.reject(message, rejections);
    let counts: ReadingCounts = { ...noCounts, rejected: rejections.length };
    let open = grouped.groups;
    for (let round = 0; round < maxRounds && open.length > 0; round++) {
      const { outdated, anomalies, ...done } = await runRound(message, open, parts);
      await outbox.alert(anomalies);
      counts = addCounts(counts, done.counts);
      open = outdated;
    }
    if (open.length === 0) return counts;
    const devices = open.map(({ device }) => JSON.stringify(device)).join(', ');
    const what = `others changed their state ${maxRounds} times`;
    throw new ScoringError('Unavailable', `Cannot score the readings of ${devices}: ${what}`);
  };
}

async function runRound(
  message: ReadingMessage,
  groups: readonly DeviceGroup[],
  { devices, outbox, cache, ...scoring }: ReadingScorerDependencies & { readonly cache: StateCache },
): Promise<Round> {
  const options = { devices, cache, session: message.session };
  const plans = await mapBounded(groups, devicesAtOnce, (group) => planDevice(group, options));
  const predicted = await predictPlans(plans, scoring);
  const rejections = predicted.flatMap((one) => one.rejections);
  // Before the write: what is behind its device's state is passed over when the message comes again.
  await outbox.reject(message, rejections);
  const written = await mapBounded(predicted, devicesAtOnce, async (one) => ({
    ...(await writePlan(one, options)),
    plan: one.plan,
  }));
  const anomalies = written.flatMap((one) => [...one.plan.owed, ...one.anomalies]);
  const outdated = written.filter(({ isOutdated }) => isOutdated);
  const settled = written.filter(({ isOutdated }) => !isOutdated).map(({ plan }) => plan);
  return {
    counts: {
      scored: sum(written.map(({ scored }) => scored)),
      rejected: rejections.length,
      duplicate: sum(settled.map(({ duplicate }) => duplicate)),
      repeated: sum(settled.map(({ repeated }) => repeated)),
      anomalies: sum(written.map((one) => one.anomalies.length)),
    },
    anomalies,
    outdated: outdated.map(({ plan }) => plan.group),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
