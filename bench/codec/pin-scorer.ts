import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface PinnedScorer {
  /** Scores the whole table once. */
  readonly run: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface PinnedSubject {
  /** Of the models. */
  readonly directory: string;
  readonly name: string;
  /** The table. */
  readonly file: string;
}

/** The chunk scorer in a process of its own that may use one core of this machine, by `taskset` of util-linux. */
export async function pinScorer({ directory, name, file }: PinnedSubject): Promise<PinnedScorer> {
  const script = path.join(import.meta.dirname, 'one-core.ts');
  const child = spawn('taskset', ['-c', '0', process.execPath, script, directory, name, file], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await answerOf(child);
  return {
    run: async () => {
      const done = answerOf(child);
      child.send('run');
      await done;
    },
    close: async () => {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}

async function answerOf(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`Cannot measure one core: its process ended with ${String(code)}`);
  });
  await Promise.race([once(child, 'message'), gone]);
}
