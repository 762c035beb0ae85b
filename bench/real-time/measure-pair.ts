import { loadBodies } from './bodies.ts';
import { readCpuMs } from './cpu-time.ts';
import { type LoadFigures, measureLoad } from './measure-load.ts';
import { medianBy } from './median.ts';

export interface Contestant {
  readonly name: string;
  readonly url: string;
  /** Of its processes. */
  readonly listPids: () => Promise<readonly number[]>;
}

export interface PairOptions {
  readonly model: string;
  readonly connections: number;
  readonly rounds: number;
  readonly seconds: number;
}

export type ContestantFigures = LoadFigures & { readonly cpuUsPerRequest: number };

/** Measures two servers in turn, so that what else the machine does meets both; of each the round in the middle. */
export async function measurePair(
  [one, other]: readonly [Contestant, Contestant],
  { model, connections, rounds, seconds }: PairOptions,
): Promise<readonly [ContestantFigures, ContestantFigures]> {
  const bodies = await loadBodies(model);
  const measure = async (server: Contestant): Promise<ContestantFigures> => {
    const pids = await server.listPids();
    const beforeMs = await readCpuMs(pids);
    const url = `${server.url}/models/${model}/predict`;
    const figures = await measureLoad({ url, bodies, connections, amount: `${seconds}s` });
    const cpuMs = (await readCpuMs(pids)) - beforeMs;
    return { ...figures, cpuUsPerRequest: (cpuMs * 1000) / figures.total };
  };
  await measure(one);
  await measure(other);
  const found: [ContestantFigures[], ContestantFigures[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    found[0].push(await measure(one));
    found[1].push(await measure(other));
  }
  const bySpeed = ({ perSecond }: ContestantFigures) => perSecond;
  return [medianBy(found[0], bySpeed), medianBy(found[1], bySpeed)];
}
