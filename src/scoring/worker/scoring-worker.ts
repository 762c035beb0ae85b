import { setPriority } from 'node:os';
import { workerData } from 'node:worker_threads';
import { createTaskRunner } from './run-task.ts';
import type { ScoringTask, TaskAnswer, WorkerSettings } from './scoring-task.ts';
import { toTransferred } from './transferred.ts';

/** The lowest priority there is. */
const niceness = 19;

// On Linux this is the priority of this thread alone, elsewhere that of the process: the thread that answers callers goes
// first, so that a probe of liveness does not wait for a model that takes all cores.
if (process.platform === 'linux') giveWay();

function giveWay(): void {
  try {
    setPriority(niceness);
  } catch {
    // A sandbox may refuse it: scoring goes on as it is.
  }
}

/** The thread of the worker pool: piscina loads this file and calls what it exports. */
const settings = workerData as WorkerSettings;
const run = createTaskRunner(settings);

export default async function answer(task: ScoringTask): Promise<TaskAnswer> {
  return toTransferred(await run(task));
}
