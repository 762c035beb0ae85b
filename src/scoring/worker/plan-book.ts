import type { ScoringPlan } from '../model.ts';
import type { KnownPlan } from './scoring-task.ts';

/** The plans that a worker has been given. */
export interface PlanBook {
  /** The plan of that id, which is written down where it comes along; undefined where it never did. */
  readonly find: (known: KnownPlan) => ScoringPlan | undefined;
}

export function createPlanBook(): PlanBook {
  const plans = new Map<string, ScoringPlan>();
  return {
    find: ({ planId, plan }) => {
      if (plan !== undefined) plans.set(planId, plan);
      return plans.get(planId);
    },
  };
}
