import type { BatchUse, RealTimeUse } from './decide.ts';
import { secondsPerMonth, type Workload } from './workload.ts';

/** The busiest moments have so many times the requests of the average one; an assumption. */
export const peakFactor = 4;
/** Compute of a request beside its model: host, HTTP, JSON; measured on this product's own endpoint, rounded up. */
export const requestOverheadMs = 1;
/** An instance is not loaded above this, so that a burst finds room. */
export const utilization = 0.6;
/** Memory of host, app and runtime, and how often a model's bytes lie in memory: file, session and arena of each thread. */
const baseGb = 0.5;
const copiesOfModel = 4;
/** Of an instance's memory. */
const usableShare = 0.8;

export type RecordTimes = Pick<Workload, 'singleRunMs' | 'msPerRecord'>;

export interface InstanceSize {
  readonly name: string;
  readonly vcpu: number;
  readonly gb: number;
}

/** Flex Consumption gives an instance of 2 GB one core and one of 4 GB two. */
const flexSizes: readonly InstanceSize[] = [
  { name: 'Flex Consumption, 2 GB', vcpu: 1, gb: 2 },
  { name: 'Flex Consumption, 4 GB', vcpu: 2, gb: 4 },
];
const premiumSizes: readonly InstanceSize[] = [
  { name: 'Elastic Premium EP1', vcpu: 1, gb: 3.5 },
  { name: 'Elastic Premium EP2', vcpu: 2, gb: 7 },
  { name: 'Elastic Premium EP3', vcpu: 4, gb: 14 },
];

/** Memory that an instance needs for a model. */
export function needGb({ modelMb }: Pick<Workload, 'modelMb'>): number {
  return baseGb + (copiesOfModel * modelMb) / 1024;
}

/** The smallest instance that the model fits into, if any. */
export function findFlexSize(workload: Pick<Workload, 'modelMb'>): InstanceSize | undefined {
  return flexSizes.find((size) => fits(size, workload));
}

export function findPremiumSize(workload: Pick<Workload, 'modelMb'>): InstanceSize | undefined {
  return premiumSizes.find((size) => fits(size, workload));
}

function fits({ gb }: InstanceSize, workload: Pick<Workload, 'modelMb'>): boolean {
  return needGb(workload) <= gb * usableShare;
}

/** Compute of one request: no less than a run of one record, which costs more than a record of a batch. */
export function toRequestMs(atOnce: number, { singleRunMs, msPerRecord }: RecordTimes): number {
  return Math.max(singleRunMs, atOnce * msPerRecord);
}

/** Cores that the busiest moments of a month need: peak requests a second x compute of one. */
export function countPeakCores({ perMonth, atOnce }: RealTimeUse, times: RecordTimes): number {
  const peakPerSecond = (perMonth / secondsPerMonth) * peakFactor;
  return (peakPerSecond * (requestOverheadMs + toRequestMs(atOnce, times))) / 1000 / utilization;
}

/** Instances for so many cores, at least one. */
export function countInstances(cores: number, { vcpu }: InstanceSize): number {
  return Math.max(1, Math.ceil(cores / vcpu));
}

/** Cores that finish a run in time. */
export function countRunCores({ records, withinSeconds }: BatchUse, msPerRecord: number): number {
  return (records * msPerRecord) / 1000 / withinSeconds;
}
