import { chooseRunSettings, jobOverheadSeconds, maxLanes } from './run-settings.ts';
import { toRequestMs } from './sizing.ts';
import { toCount, toDuration, toNumber } from './to-words.ts';
import {
  countPerMonth,
  daysPerMonth,
  hoursPerMonth,
  type Occasion,
  secondsPerMonth,
  type Workload,
} from './workload.ts';

/** What is answered at once. */
export interface RealTimeUse {
  readonly by: readonly ('http' | 'queue')[];
  readonly perMonth: number;
  readonly atOnce: number;
  readonly withinSeconds: number;
}

/** What is scored as a job. */
export interface BatchUse {
  readonly start: 'file' | 'request' | 'hour' | 'day' | 'week' | 'month' | 'quarter';
  readonly runsPerMonth: number;
  readonly records: number;
  readonly withinSeconds: number;
  /** Seconds after which a job is done at the soonest, where that is later than it is needed. */
  readonly soonestSeconds?: number;
}

export interface Decision {
  readonly kind: 'real time' | 'batch' | 'both';
  readonly realTime?: RealTimeUse;
  readonly batch: readonly BatchUse[];
  readonly reasons: readonly string[];
}

/** What one occasion comes to. */
type Verdict = { readonly reason: string } & (
  { readonly realTime: RealTimeUse } | { readonly batch: BatchUse }
);

/** Records of one request, where no setting says otherwise. */
export const maxRequestRecords = 10_000;
/** Who waits longer does not wait. */
const patienceSeconds = 3600;
const day = 86_400;

/** Whether each occasion is for the real-time or the batch endpoint, and why. */
export function decide(workload: Workload): Decision {
  const verdicts = workload.when.map((occasion) =>
    occasion === 'request' || occasion === 'event'
      ? decideAsked(occasion, workload)
      : decideRun(occasion, workload),
  );
  const asked = verdicts.flatMap((verdict) => ('realTime' in verdict ? [verdict.realTime] : []));
  const jobs = verdicts.flatMap((verdict) => ('batch' in verdict ? [verdict.batch] : []));
  const batch = jobs.map(beforeTheNext).map((use) => ({ ...use, ...findLateness(use, workload) }));
  const realTime = asked.length === 0 ? undefined : merge(asked);
  return {
    kind: realTime === undefined ? 'batch' : batch.length === 0 ? 'real time' : 'both',
    ...(realTime !== undefined && { realTime }),
    batch,
    reasons: [
      ...verdicts.map(({ reason }) => reason),
      ...batch.flatMap((use) => toLateReason(use, workload)),
    ],
  };
}

/** What makes predictions due, the daily run included that scores beforehand what the model is too slow for. */
export function listOccasions(workload: Workload): readonly Occasion[] {
  const { when } = workload;
  const isWaitedFor = when.includes('request') || when.includes('event');
  return isWaitedFor && isTooSlow(workload) ? [...when, 'day'] : when;
}

function isTooSlow(workload: Workload): boolean {
  const { atOnce, withinSeconds } = workload;
  const isRequest = atOnce <= maxRequestRecords && withinSeconds < patienceSeconds;
  return isRequest && toRequestMs(atOnce, workload) / 1000 > withinSeconds;
}

function findLateness(use: BatchUse, { msPerRecord }: Workload): Pick<BatchUse, 'soonestSeconds'> {
  const { seconds } = chooseRunSettings(use, msPerRecord);
  return seconds <= use.withinSeconds ? {} : { soonestSeconds: Math.ceil(seconds) };
}

/** A deadline that no job meets is told as such. */
function toLateReason(use: BatchUse, { msPerRecord }: Workload): readonly string[] {
  const { records, withinSeconds, soonestSeconds } = use;
  if (soonestSeconds === undefined) return [];
  const { max_concurrency: lanes } = chooseRunSettings(use, msPerRecord);
  const compute = toNumber((records * msPerRecord) / 1000);
  const due = `${toDuration(withinSeconds)}${withinSeconds < toIntervalSeconds(use) ? '' : ', when the next run starts'}`;
  return [
    `Not in time: no job scores ${toCount(records, 'record')} within ${due}; they take ${compute} s of compute, and with ${toCount(lanes, 'chunk')} at once (${maxLanes} at most) a job is done after some ${toDuration(soonestSeconds)} at the soonest, ${jobOverheadSeconds} s of it to start and end`,
  ];
}

/** A run that goes by the clock is to be done when the next one starts: else they would pile up. */
function beforeTheNext(use: BatchUse): BatchUse {
  return { ...use, withinSeconds: Math.min(use.withinSeconds, toIntervalSeconds(use)) };
}

/** From one run to the next, which nobody knows of those that somebody starts. */
function toIntervalSeconds({ start, runsPerMonth }: BatchUse): number {
  return start === 'file' || start === 'request' ? Infinity : secondsPerMonth / runsPerMonth;
}

function merge(uses: readonly RealTimeUse[]): RealTimeUse {
  return {
    by: [...new Set(uses.flatMap(({ by }) => by))],
    // Requests and events are told as one number.
    perMonth: Math.max(...uses.map(({ perMonth }) => perMonth)),
    atOnce: Math.max(...uses.map(({ atOnce }) => atOnce)),
    withinSeconds: Math.min(...uses.map(({ withinSeconds }) => withinSeconds)),
  };
}

function decideAsked(occasion: 'request' | 'event', workload: Workload): Verdict {
  const { atOnce, withinSeconds, perMonth } = workload;
  const takes = toRequestMs(atOnce, workload) / 1000;
  if (atOnce > maxRequestRecords) return startJobs(workload);
  if (withinSeconds >= patienceSeconds) return collect(occasion, workload);
  if (isTooSlow(workload)) return scoreBeforehand(takes, workload);
  const use = { perMonth, atOnce, withinSeconds };
  if (occasion === 'event') {
    return {
      realTime: { ...use, by: ['queue'] },
      reason: `Real time for each event: its prediction is needed within ${toDuration(withinSeconds)}, so it is scored as it comes from the queue`,
    };
  }
  return {
    realTime: { ...use, by: ['http'] },
    reason: `Real time for requests: the answer is needed within ${toDuration(withinSeconds)}, the model takes ${toDuration(takes)} for ${toCount(atOnce, 'record')}, and a job takes some ${jobOverheadSeconds} s to start and end`,
  };
}

function startJobs({ atOnce, perMonth, withinSeconds }: Workload): Verdict {
  return {
    batch: { start: 'request', runsPerMonth: perMonth, records: atOnce, withinSeconds },
    reason: `Batch for requests: ${toCount(atOnce, 'record')} are more than the ${toCount(maxRequestRecords, 'record')} that a request may hold; POST /jobs starts a job and tells its progress`,
  };
}

function collect(occasion: 'request' | 'event', { perMonth, atOnce, withinSeconds }: Workload): Verdict {
  const start = withinSeconds >= day ? 'day' : 'hour';
  const runsPerMonth = start === 'day' ? daysPerMonth : hoursPerMonth;
  const records = Math.ceil((perMonth * atOnce) / runsPerMonth);
  return {
    batch: { start, runsPerMonth, records, withinSeconds },
    reason: `Batch for each ${occasion}: nobody waits when ${toDuration(withinSeconds)} are time enough; what has come is collected and scored every ${start}, ${toCount(records, 'record')} a run`,
  };
}

function scoreBeforehand(takes: number, workload: Workload): Verdict {
  const { records, withinSeconds, runWithinSeconds } = workload;
  return {
    batch: { start: 'day', runsPerMonth: daysPerMonth, records, withinSeconds: runWithinSeconds },
    reason: `Batch for requests: the model takes ${toDuration(takes)}, longer than the ${toDuration(withinSeconds)} in which the answer is needed; score all ${toCount(records, 'record')} each day beforehand and read one by GET /models/{model}/predictions/{key}`,
  };
}

function decideRun(occasion: Exclude<Occasion, 'request' | 'event'>, workload: Workload): Verdict {
  const { records, runWithinSeconds: withinSeconds } = workload;
  const runsPerMonth = countPerMonth(occasion, workload);
  const takes = toRequestMs(records, workload) / 1000;
  const due = occasion === 'file' ? 'each file' : `every ${occasion}`;
  if (withinSeconds < jobOverheadSeconds && records <= maxRequestRecords && takes <= withinSeconds) {
    return {
      realTime: { by: ['http'], perMonth: runsPerMonth, atOnce: records, withinSeconds },
      reason: `Real time for ${due}: ${toCount(records, 'record')} fit into one request and are needed within ${toDuration(withinSeconds)}; a job takes some ${jobOverheadSeconds} s to start and end`,
    };
  }
  return {
    batch: { start: occasion, runsPerMonth, records, withinSeconds },
    reason: `Batch for ${due}: ${toCount(records, 'record comes together and is', 'records come together and are')} needed within ${toDuration(withinSeconds)}; a job scores them in chunks, in parallel, and nothing is paid in between`,
  };
}
