import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** A thread that does arithmetic and nothing else: what it gains by a second core is all that this machine has to give. */
const source = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (rounds) => {
    let sum = 0;
    for (let k = 0; k < rounds; k++) sum = (sum * 31 + k) | 0;
    parentPort.postMessage(sum);
  });
`;
const rounds = 400_000_000;

export interface Counters {
  /** Does the same work in one thread or two. */
  readonly count: (threads: 1 | 2) => Promise<void>;
  readonly close: () => Promise<void>;
}

export function createCounters(): Counters {
  const workers = [1, 2].map(() => new Worker(source, { eval: true }));
  return {
    count: async (threads) => {
      const busy = workers.slice(0, threads);
      const done = busy.map((worker) => once(worker, 'message'));
      for (const worker of busy) worker.postMessage(rounds / threads);
      await Promise.all(done);
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
