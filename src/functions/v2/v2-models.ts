import type { ModelRepository } from '../../scoring/repository/model-repository.ts';
import { registerRoute } from '../http/http-route.ts';
import { toModelMetadata, v2Extensions } from './v2-metadata.ts';

export interface V2ModelsDependencies {
  readonly repository: Pick<ModelRepository, 'list' | 'resolve'>;
  /** Of the product. */
  readonly version: string;
}

/** Registers what the Open Inference Protocol v2 tells of the server and of its models. */
export function registerV2Models({ repository, version }: V2ModelsDependencies): void {
  registerRoute('v2', {
    route: 'v2',
    methods: { GET: () => ({ jsonBody: { name: 'onscore', version, extensions: v2Extensions } }) },
  });
  registerRoute('v2-models', {
    route: 'v2/models',
    methods: { GET: () => ({ jsonBody: { models: repository.list().map(({ name }) => name) } }) },
  });
  registerRoute('v2-model', {
    route: 'v2/models/{model}',
    methods: {
      GET: async ({ params }) => ({
        jsonBody: toModelMetadata(await repository.resolve(params.model ?? '')),
      }),
    },
  });
  registerRoute('v2-model-version', {
    route: 'v2/models/{model}/versions/{version}',
    methods: {
      GET: async ({ params }) => ({
        jsonBody: toModelMetadata(await repository.resolve(params.model ?? '', params.version)),
      }),
    },
  });
}
