import type { Scorer } from '../scoring/scorer.ts';
import type { DevicePrediction, DeviceState } from './device-state.ts';
import type { EventInputs } from './event-model.ts';
import type { DevicePlan, PlannedReading } from './plan-device.ts';
import type { Rejection } from './reading.ts';
import { scoreWindows, type WindowAnswer } from './score-windows.ts';

/** A reading as it will be known. */
export interface ScoredReading {
  readonly state: DeviceState;
  /** None where the model failed on it: it counts as a reading all the same. */
  readonly prediction?: DevicePrediction;
  readonly isAlert: boolean;
}

export interface PredictedPlan {
  readonly plan: DevicePlan;
  readonly scored: readonly ScoredReading[];
  readonly rejections: readonly Rejection[];
}

export interface PredictPlansOptions {
  readonly scorer: Pick<Scorer, 'score'>;
  readonly now: () => Date;
}

/** Scores what is planned, the readings of all devices that share a model in one request. */
export async function predictPlans(
  plans: readonly DevicePlan[],
  { scorer, now }: PredictPlansOptions,
): Promise<readonly PredictedPlan[]> {
  const byModel = Map.groupBy(plans, ({ group }) => group.model);
  const scoredAt = now().toISOString();
  const parts = await Promise.all(
    [...byModel.values()].map(async (some) => {
      const answers = await scoreAll(scorer, some);
      return some.map((plan, k) => toPredicted(plan, answers[k] ?? [], scoredAt));
    }),
  );
  return parts.flat();
}

/** The answers of each plan; those of one model's plans are asked for together. */
async function scoreAll(
  scorer: Pick<Scorer, 'score'>,
  plans: readonly DevicePlan[],
): Promise<readonly (readonly WindowAnswer[])[]> {
  const [first] = plans;
  const windows = plans.flatMap(({ taken }) =>
    taken.map(({ reading, window }) => ({ device: reading.device, value: reading.value, window })),
  );
  if (first === undefined || windows.length === 0) return plans.map(() => []);
  const answers = await scoreWindows(scorer, first.group, windows);
  let end = 0;
  return plans.map(({ taken }) => answers.slice(end, (end += taken.length)));
}

function toPredicted(plan: DevicePlan, answers: readonly WindowAnswer[], scoredAt: string): PredictedPlan {
  const failed: Rejection[] = [];
  const scored = plan.taken.map((planned, k): ScoredReading => {
    const answer = answers[k] ?? { reason: 'Cannot score the reading: it got no answer' };
    if ('prediction' in answer) return toScored(plan, planned, { ...answer, scoredAt });
    const { position, body } = planned.reading;
    failed.push({ position, code: 'ScoringFailed', reason: answer.reason, body });
    return { state: planned.state, isAlert: false };
  });
  return { plan, scored, rejections: [...plan.rejections, ...failed] };
}

function toScored(
  { group: { model, inputs } }: DevicePlan,
  { reading: { device, time, value }, state, window, isWarmUp }: PlannedReading,
  { prediction, scoredAt }: Pick<DevicePrediction, 'prediction' | 'scoredAt'>,
): ScoredReading {
  const said = isWarmUp ? withoutAlert(prediction, inputs) : prediction;
  return {
    state,
    prediction: {
      device,
      model: model.name,
      version: model.version,
      time,
      value,
      window,
      ...(isWarmUp && { warmUp: true }),
      scoredAt,
      prediction: said,
    },
    isAlert: inputs.alert !== undefined && said[inputs.alert] === true,
  };
}

/** A history that is filled up says nothing of what is usual. */
function withoutAlert(
  prediction: DevicePrediction['prediction'],
  { alert }: EventInputs,
): DevicePrediction['prediction'] {
  return alert === undefined ? prediction : { ...prediction, [alert]: false };
}
