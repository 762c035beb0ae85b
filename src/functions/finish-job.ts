import type { FinishOutcome, FinishTask } from '../jobs/control/finish-job.ts';
import { registerActivity } from './logged-activity.ts';
import { finishInput } from './orchestration-messages.ts';

export function registerFinishJob(finishJob: (task: FinishTask) => Promise<FinishOutcome>): void {
  registerActivity('finish-job', (input) => finishJob(finishInput.parse(input)));
}
