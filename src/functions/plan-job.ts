import * as df from 'durable-functions';
import type { JobAttempt, PlanOutcome } from '../jobs/plan-job.ts';
import { planInput } from './orchestration-messages.ts';

export function registerPlanJob(planJob: (attempt: JobAttempt) => Promise<PlanOutcome>): void {
  df.app.activity('plan-job', { handler: (input: unknown) => planJob(planInput.parse(input)) });
}
