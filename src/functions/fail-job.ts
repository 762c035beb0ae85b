import type { FailTask } from '../jobs/control/fail-job.ts';
import { registerActivity } from './logged-activity.ts';
import { failInput } from './orchestration-messages.ts';

export function registerFailJob(failJob: (task: FailTask) => Promise<{ readonly state: 'stopped' }>): void {
  registerActivity('fail-job', (input) => failJob(failInput.parse(input)));
}
