import * as df from 'durable-functions';
import type { FailTask } from '../jobs/fail-job.ts';
import { failInput } from './orchestration-messages.ts';

export function registerFailJob(failJob: (task: FailTask) => Promise<{ readonly state: 'stopped' }>): void {
  df.app.activity('fail-job', { handler: (input: unknown) => failJob(failInput.parse(input)) });
}
