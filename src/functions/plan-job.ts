import type { JobAttempt, PlanOutcome } from '../jobs/plan/plan-job.ts';
import { registerActivity } from './logged-activity.ts';
import { planInput } from './orchestration-messages.ts';

export function registerPlanJob(planJob: (attempt: JobAttempt) => Promise<PlanOutcome>): void {
  registerActivity('plan-job', (input) => planJob(planInput.parse(input)));
}
