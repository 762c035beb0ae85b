import type { ModelRepository } from '../scoring/model-repository.ts';
import type { Scorer } from '../scoring/scorer.ts';
import { registerRoute } from './http-route.ts';
import { toModelAnswer, toModelSummary } from './model-answer.ts';

export interface ModelsDependencies {
  readonly repository: Pick<ModelRepository, 'list' | 'resolve'>;
  readonly scorer: Pick<Scorer, 'wayOf'>;
}

/** Registers what there is: all models in short, one model with its whole contract. */
export function registerModels({ repository, scorer }: ModelsDependencies): void {
  registerRoute('models', {
    route: 'models',
    methods: { GET: () => ({ jsonBody: { models: repository.list().map(toModelSummary) } }) },
  });
  registerRoute('model', {
    route: 'models/{model}',
    methods: {
      GET: async ({ params }) => {
        const model = await repository.resolve(params.model ?? '');
        return { jsonBody: toModelAnswer(model, await scorer.wayOf(model)) };
      },
    },
  });
}
