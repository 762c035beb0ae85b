import { workerData } from 'node:worker_threads';
import { createTaskRunner } from './run-task.ts';
import type { ScoringTask, TaskAnswer, WorkerSettings } from './scoring-task.ts';
import { toTransferred } from './transferred.ts';

/** The thread of the worker pool: piscina loads this file and calls what it exports. */
const settings = workerData as WorkerSettings;
const run = createTaskRunner(settings);

export default async function answer(task: ScoringTask): Promise<TaskAnswer> {
  return toTransferred(await run(task));
}
