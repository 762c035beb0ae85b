import { type CostLine, type CostOption, toCostOption } from './cost-option.ts';
import type { BatchUse, Decision, RealTimeUse } from './decide.ts';
import { toBatchLines, toServiceLines } from './job-costs.ts';
import { priceOf } from './prices.ts';
import {
  countInstances,
  countPeakCores,
  findFlexSize,
  findPremiumSize,
  type InstanceSize,
  type RecordTimes,
  toRequestMs,
} from './sizing.ts';
import { toCount, toDuration, toNumber } from './to-words.ts';
import { hoursPerMonth, secondsPerMonth, type Workload } from './workload.ts';

/** From nothing to the first answer of a Flex Consumption app: the platform's part is an assumption, ours is under 1 s. */
export const flexColdSeconds = 5;
/** Flex Consumption bills each stretch of work of an instance as a second at least. */
const leastBilledSeconds = 1;

interface Demand {
  readonly realTime: RealTimeUse;
  readonly times: RecordTimes;
}

/** The three profiles of the templates with this workload; in each a batch app on Flex Consumption scales to zero. */
export function priceProduct(workload: Workload, decision: Decision): readonly CostOption[] {
  const { realTime } = decision;
  const demand = realTime && { realTime, times: workload };
  const shared = [...toBatchLines(workload, decision.batch), ...toServiceLines(realTime)];
  const flex = findFlexSize(workload);
  const premium = findPremiumSize(workload);
  const late = findLate(decision.batch);
  const tooLarge = flex === undefined ? 'the model does not fit into the 4 GB of an instance' : undefined;
  return [
    toCostOption({
      name: `Onscore warm: ${premium?.name ?? 'Elastic Premium'}, jobs on Flex Consumption`,
      profile: 'warm',
      startUp: 'none: always ready, one more prewarmed',
      unfit: premium === undefined ? 'the model does not fit into the 14 GB of an EP3' : late,
      lines: [...(premium === undefined ? [] : toWarmLines(demand, premium)), ...shared],
    }),
    toCostOption({
      name: 'Onscore frugal: Flex Consumption, kept ready',
      profile: 'frugal',
      startUp: `none on what is kept ready, ${flexColdSeconds} s for one more`,
      unfit: tooLarge ?? late,
      lines: [...(flex === undefined ? [] : toReadyLines(demand, flex)), ...shared],
    }),
    toCostOption({
      name: 'Onscore zero: Flex Consumption, down to none',
      profile: 'zero',
      startUp: `${flexColdSeconds} s after a pause`,
      unfit: tooLarge ?? late ?? findColdStart(realTime),
      lines: [...(flex === undefined ? [] : toZeroLines(demand, flex)), ...shared],
    }),
  ];
}

/** Jobs run alike in each profile: what one cannot do in time, none can. */
function findLate(batch: readonly BatchUse[]): string | undefined {
  const [late] = batch.filter(({ soonestSeconds }) => soonestSeconds !== undefined);
  if (late?.soonestSeconds === undefined) return undefined;
  return `a job is done after ${toDuration(late.soonestSeconds)} at the soonest, needed are ${toDuration(late.withinSeconds)}`;
}

function findColdStart(realTime: RealTimeUse | undefined): string | undefined {
  if (realTime === undefined || realTime.withinSeconds >= 2 * flexColdSeconds) return undefined;
  return `after a pause the first answer takes ${flexColdSeconds} s, needed are ${toDuration(realTime.withinSeconds)}`;
}

/** Instances for the busiest moments; one where nothing is asked, for that is what the profile keeps. */
export function countForPeak(demand: Demand | undefined, size: InstanceSize): number {
  return demand === undefined ? 1 : countInstances(countPeakCores(demand.realTime, demand.times), size);
}

function toWarmLines(demand: Demand | undefined, size: InstanceSize): readonly CostLine[] {
  const instances = countForPeak(demand, size);
  const vcpuHour = priceOf('premiumVcpuHour');
  const gbHour = priceOf('premiumGbHour');
  return [
    {
      what: 'instances',
      usd: hoursPerMonth * instances * (size.vcpu * vcpuHour + size.gb * gbHour),
      formula: `${hoursPerMonth} h x ${toCount(instances, 'instance')} x (${size.vcpu} vCPU x ${vcpuHour} + ${size.gb} GB x ${gbHour})`,
    },
  ];
}

function toReadyLines(demand: Demand | undefined, size: InstanceSize): readonly CostLine[] {
  const instances = countForPeak(demand, size);
  const price = priceOf('flexReadyGbSecond');
  const kept: CostLine = {
    what: 'kept ready',
    usd: secondsPerMonth * instances * size.gb * price,
    formula: `${toNumber(secondsPerMonth)} s x ${toCount(instances, 'instance')} x ${size.gb} GB x ${toNumber(price)}`,
  };
  return [kept, ...toRequestLines(demand, size, priceOf('flexReadyBusyGbSecond'))];
}

function toZeroLines(demand: Demand | undefined, size: InstanceSize): readonly CostLine[] {
  return toRequestLines(demand, size, priceOf('flexGbSecond'));
}

/** At most: each request bills its own second, until the instances that the peak needs are busy all month. */
function toRequestLines(
  demand: Demand | undefined,
  size: InstanceSize,
  gbSecond: number,
): readonly CostLine[] {
  if (demand === undefined) return [];
  const { realTime, times } = demand;
  const instances = countForPeak(demand, size);
  const each = Math.max(leastBilledSeconds, toRequestMs(realTime.atOnce, times) / 1000);
  const seconds = Math.min(realTime.perMonth * each, secondsPerMonth * instances);
  const executions = priceOf('flexMillionExecutions');
  const sum = `min(${toCount(realTime.perMonth, 'request')} x ${toNumber(each)} s, ${toCount(instances, 'instance')} x ${toNumber(secondsPerMonth)} s)`;
  return [
    {
      what: 'requests',
      usd: seconds * size.gb * gbSecond,
      formula: `${sum} x ${size.gb} GB x ${toNumber(gbSecond)}`,
    },
    {
      what: 'executions',
      usd: (realTime.perMonth / 1e6) * executions,
      formula: `${toNumber(realTime.perMonth)} / 1,000,000 x ${executions}`,
    },
  ];
}
