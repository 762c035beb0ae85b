import { readFile } from 'node:fs/promises';

/** The memory that processes hold together, in MiB; one that has ended meanwhile holds none. */
export async function readMemoryMiB(pids: readonly number[]): Promise<number> {
  const each = await Promise.all(
    pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
    }),
  );
  return each.reduce((sum, size) => sum + size, 0);
}
