import { type Contestant, type ContestantFigures, measurePair, type PairOptions } from './measure-pair.ts';

export type PairPlan = Omit<PairOptions, 'model' | 'connections'> & {
  readonly models: readonly string[];
  readonly connections: readonly number[];
};

/** A line a server, and the ratio of the second to the first beside the second. */
export async function printPairs(pair: readonly [Contestant, Contestant], plan: PairPlan): Promise<void> {
  for (const model of plan.models) {
    for (const connections of plan.connections) {
      const [one, other] = await measurePair(pair, { ...plan, model, connections });
      const ratio = (other.perSecond / one.perSecond).toFixed(2);
      const cpuRatio = (one.cpuUsPerRequest / other.cpuUsPerRequest).toFixed(2);
      console.log(`${model}, ${connections} connections`);
      console.log(`  ${format(pair[0].name, one)}`);
      console.log(`  ${format(pair[1].name, other)}  ${ratio} x requests/s, ${cpuRatio} x a second of CPU`);
    }
  }
}

function format(
  name: string,
  { perSecond, p50Ms, p99Ms, cpuUsPerRequest, failed }: ContestantFigures,
): string {
  const speed = `${Math.round(perSecond)}/s`.padStart(9);
  const cpu = `${Math.round(cpuUsPerRequest)} us of CPU each`;
  const faults = failed === 0 ? '' : `, ${failed} FAILED`;
  return `${name.padEnd(30)} ${speed}, p50 ${p50Ms} ms, p99 ${p99Ms} ms, ${cpu}${faults}`;
}
