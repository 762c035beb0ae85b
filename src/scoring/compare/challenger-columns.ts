import type { ScoringPlan } from '../model.ts';
import type { Predictions } from '../predictions.ts';

/** What a prediction of the challenger is called beside that of the champion. */
function toChallengerName(name: string): string {
  return `challenger_${name}`;
}

/** A plan whose predictions are those of both versions, the champion's first. */
export function withChallenger(
  champion: ScoringPlan,
  { predictions }: Pick<ScoringPlan, 'predictions'>,
): ScoringPlan {
  const added = predictions.map((each) => ({ ...each, name: toChallengerName(each.name) }));
  return { ...champion, predictions: [...champion.predictions, ...added] };
}

/** The predictions of both of the same records, named as in `withChallenger`. */
export function withChallengerPredictions(champion: Predictions, { columns }: Predictions): Predictions {
  const added = columns.map(({ name, values }) => ({ name: toChallengerName(name), values }));
  return { count: champion.count, columns: [...champion.columns, ...added] };
}
