import { readFile } from 'node:fs/promises';
import { listDescendants } from '../test/e2e/support/processes.ts';
import type { Product } from '../test/e2e/support/product.ts';

/** The most memory that a process has held, in MiB. */
export async function readPeakMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
}

/** The same of the app: of its workers, the one that held most. */
export async function readAppPeakMiB({ pid }: Product): Promise<number> {
  const workers = (await listDescendants(pid)).filter(({ command }) => command.includes('worker-main'));
  return Math.max(...(await Promise.all(workers.map((worker) => readPeakMiB(worker.pid)))));
}
