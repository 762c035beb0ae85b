import type { HttpHandler } from '@azure/functions';
import type { ModelRepository } from '../../scoring/repository/model-repository.ts';
import { registerRoute } from '../http/http-route.ts';

export type ModelReadyDependencies = Pick<ModelRepository, 'isModelReady'>;

/** Registers the readiness of single models, as the Open Inference Protocol has it: not ready is 503, with the same body. */
export function registerV2ModelReady(repository: ModelReadyDependencies): void {
  const methods = { GET: createModelReadyHandler(repository) };
  registerRoute('v2-model-ready', { route: 'v2/models/{model}/ready', methods });
  registerRoute('v2-model-version-ready', {
    route: 'v2/models/{model}/versions/{version}/ready',
    methods: { GET: createVersionReadyHandler(repository) },
  });
}

/** Of the version in production: parameters of the query come among those of the path, so the version is not asked for. */
export function createModelReadyHandler({ isModelReady }: ModelReadyDependencies): HttpHandler {
  return ({ params: { model: name = '' } }) => toAnswer(name, isModelReady(name));
}

export function createVersionReadyHandler({ isModelReady }: ModelReadyDependencies): HttpHandler {
  return ({ params: { model: name = '', version = '' } }) => toAnswer(name, isModelReady(name, version));
}

function toAnswer(name: string, ready: boolean) {
  return { status: ready ? 200 : 503, jsonBody: { name, ready } };
}
