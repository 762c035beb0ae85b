import { ScoringError } from '../scoring/scoring-error.ts';

export function refuseUnknownJob(id: string): never {
  throw new ScoringError('JobNotFound', `Cannot find job "${id}": there is none with this id`);
}
