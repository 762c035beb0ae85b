import { ScoringError } from '../scoring/scoring-error.ts';

/** The status of an answer of Cosmos DB that the client threw: in `code`, where it is no text. */
export function cosmosStatusOf(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'number' ? thrown.code : undefined;
}

export function toCosmosError(thrown: unknown, doing: string): ScoringError {
  if (thrown instanceof ScoringError) return thrown;
  const code = cosmosStatusOf(thrown) === 429 ? 'TooManyRequests' : 'Unavailable';
  return new ScoringError(code, `${doing}: the database does not answer as it should`, { cause: thrown });
}
