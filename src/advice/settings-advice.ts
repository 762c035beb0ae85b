import type { CostOption } from './cost-option.ts';
import type { BatchUse, Decision, RealTimeUse } from './decide.ts';
import { estimateRun } from './job-costs.ts';
import { countForPeak } from './product-costs.ts';
import { chooseRunSettings } from './run-settings.ts';
import { findFlexSize, findPremiumSize } from './sizing.ts';
import { toDuration } from './to-words.ts';
import { secondsPerMonth, type Workload } from './workload.ts';

export interface SettingAdvice {
  /** Where it is set: the templates, the model's manifest, the settings of a job. */
  readonly place: 'infra' | 'model.json';
  readonly name: string;
  readonly value: string;
  readonly why: string;
}

export interface AdvisedWorkload {
  readonly workload: Workload;
  readonly decision: Decision;
  readonly plan: CostOption | undefined;
}

/** UTC, at an hour when little else runs; the fields are second, minute, hour, day, month, weekday. */
const schedules: Readonly<Partial<Record<BatchUse['start'], string>>> = {
  hour: '0 0 * * * *',
  day: '0 0 2 * * *',
  week: '0 0 6 * * 1',
  month: '0 0 3 1 * *',
  quarter: '0 0 3 1 1,4,7,10 *',
};
/** A job that is estimated to cost so many times the usual is one that nobody meant. */
const budgetFactor = 10;
const leastBudget = 1;
const waitFromPerSecond = 20;

/** What to set, where, and why; what the defaults do well is left out. */
export function adviseSettings(advised: AdvisedWorkload): readonly SettingAdvice[] {
  const { decision, workload } = advised;
  return [
    ...toPlanSettings(advised),
    ...(decision.realTime === undefined ? [] : toRealTimeSettings(decision.realTime, workload)),
    ...decision.batch.flatMap((use) => toBatchSettings(use, workload)),
  ];
}

function toPlanSettings({ workload, decision, plan }: AdvisedWorkload): readonly SettingAdvice[] {
  if (plan?.profile === undefined) return [];
  const profile: SettingAdvice = {
    place: 'infra',
    name: 'profile',
    value: plan.profile,
    why: `start-up: ${plan.startUp}`,
  };
  const { realTime } = decision;
  const size = plan.profile === 'warm' ? findPremiumSize(workload) : findFlexSize(workload);
  if (plan.profile === 'zero' || size === undefined || realTime === undefined) return [profile];
  const instances = countForPeak({ realTime, times: workload }, size);
  const why = 'for the busiest moments, at four times the average';
  return [profile, { place: 'infra', name: 'always-ready instances', value: String(instances), why }];
}

function toRealTimeSettings(
  { perMonth, atOnce }: RealTimeUse,
  { singleRunMs }: Workload,
): readonly SettingAdvice[] {
  const isBusy = perMonth / secondsPerMonth > waitFromPerSecond && singleRunMs > 0.2;
  const waits: SettingAdvice = {
    place: 'model.json',
    name: 'batching.maxWaitMs',
    value: '2',
    why: 'requests come close together: scored together they take less compute',
  };
  const limit: SettingAdvice = {
    place: 'model.json',
    name: 'limits.maxRecords',
    value: String(atOnce),
    why: 'a larger request is a mistake, or a job',
  };
  return [...(isBusy ? [waits] : []), ...(atOnce > 1 ? [limit] : [])];
}

function toBatchSettings(use: BatchUse, { msPerRecord }: Workload): readonly SettingAdvice[] {
  const { mini_batch_size, max_concurrency, chunkSeconds, seconds } = chooseRunSettings(use, msPerRecord);
  const { cost } = estimateRun(use, msPerRecord);
  const budget = Math.max(leastBudget, Math.ceil(cost.total * budgetFactor));
  const schedule = schedules[use.start];
  const row = (name: string, value: string, why: string): SettingAdvice => ({
    ...{ place: 'model.json', name, value, why },
  });
  return [
    ...(schedule === undefined ? [] : [row('schedules[].cron', schedule, `every ${use.start}, UTC`)]),
    row(
      'batch.mini_batch_size',
      String(mini_batch_size),
      `a chunk takes ${toDuration(chunkSeconds)} of compute: a failed one is soon repeated`,
    ),
    row(
      'batch.max_concurrency',
      String(max_concurrency),
      `chunks at once: the run is done after some ${toDuration(Math.ceil(seconds))}, needed are ${toDuration(use.withinSeconds)}`,
    ),
    row(
      'batch.budget',
      String(budget),
      'a job that is estimated to cost more does not start, one that has cost more stops',
    ),
  ];
}
