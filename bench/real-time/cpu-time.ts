import { readFile } from 'node:fs/promises';

const msPerTick = 10;

/** What processes have computed so far, threads and all: on a busy machine a fairer measure than the clock. */
export async function readCpuMs(pids: readonly number[]): Promise<number> {
  const ticks = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[11]) + Number(fields[12]);
    }),
  );
  return ticks.reduce((sum, count) => sum + count * msPerTick, 0);
}
