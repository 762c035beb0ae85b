import type { ModelRepository } from '../../scoring/repository/model-repository.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';

export interface DefaultModelOptions {
  readonly repository: Pick<ModelRepository, 'list'>;
  /** What the settings say. */
  readonly defaultModel: string | undefined;
}

/** The model of a request that names none: the one of the settings, or the only one there is; throws ModelNotFound. */
export function findDefaultModel({ repository, defaultModel }: DefaultModelOptions): string {
  if (defaultModel !== undefined) return defaultModel;
  const names = repository.list().map(({ name }) => name);
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return only;
  const known = names.map((name) => JSON.stringify(name)).join(', ');
  throw new ScoringError(
    'ModelNotFound',
    `Cannot choose a model: the request names none, and the setting DEFAULT_MODEL neither; there ${only === undefined ? 'is none' : `is ${known}`}`,
  );
}
