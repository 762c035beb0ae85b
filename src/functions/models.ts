import type { HttpHandler } from '@azure/functions';
import type { ModelRepository } from '../scoring/repository/model-repository.ts';
import type { Scorer } from '../scoring/scorer.ts';
import { registerRoute } from './http/http-route.ts';
import { toModelAnswer, toModelStatus, toModelSummary } from './model-answer.ts';

export interface ModelsDependencies {
  readonly repository: Pick<ModelRepository, 'find' | 'list' | 'resolve' | 'revisionOf' | 'states'>;
  readonly scorer: Pick<Scorer, 'wayOf'>;
}

/** Registers what there is: all models in short, one model with its whole contract. */
export function registerModels(dependencies: ModelsDependencies): void {
  const { repository } = dependencies;
  registerRoute('models', {
    route: 'models',
    methods: { GET: () => ({ jsonBody: { models: repository.list().map(toModelSummary) } }) },
  });
  registerRoute('model', {
    route: 'models/{model}',
    methods: { GET: createModelHandler(dependencies) },
  });
}

/** Answers the contract of the version in production; of a model that cannot score, its versions and what is wrong with them. */
export function createModelHandler({ repository, scorer }: ModelsDependencies): HttpHandler {
  return async ({ params: { model: name = '' } }) => {
    const headers = { ETag: `"${repository.revisionOf(name)}"` };
    const model = await repository.resolve(name).catch(() => undefined);
    const status = { manifest: repository.find(name), states: repository.states(name) };
    if (model === undefined) return { headers, jsonBody: toModelStatus(status) };
    return { headers, jsonBody: toModelAnswer(status, model, await scorer.wayOf(model)) };
  };
}
