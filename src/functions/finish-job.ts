import * as df from 'durable-functions';
import type { FinishOutcome, FinishTask } from '../jobs/finish-job.ts';
import { finishInput } from './orchestration-messages.ts';

export function registerFinishJob(finishJob: (task: FinishTask) => Promise<FinishOutcome>): void {
  df.app.activity('finish-job', { handler: (input: unknown) => finishJob(finishInput.parse(input)) });
}
