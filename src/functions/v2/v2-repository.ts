import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import type { ModelRepository } from '../../scoring/repository/model-repository.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { registerRoute } from '../http/http-route.ts';
import { readAdminBody } from '../http/admin-body.ts';

export type RepositoryDependencies = Pick<ModelRepository, 'states' | 'load' | 'unload'>;

const indexBody = z.looseObject({ ready: z.boolean().optional() });
const loadBody = z.looseObject({ parameters: z.looseObject({ force: z.boolean().optional() }).optional() });

/** Registers the model repository extension of the Open Inference Protocol. Load and unload concern the instance that answers. */
export function registerV2Repository(repository: RepositoryDependencies): void {
  const authLevel = 'admin';
  registerRoute('v2-repository-index', {
    route: 'v2/repository/index',
    authLevel,
    methods: { POST: createIndexHandler(repository) },
  });
  registerRoute('v2-repository-load', {
    route: 'v2/repository/models/{model}/load',
    authLevel,
    methods: { POST: createLoadHandler(repository) },
  });
  registerRoute('v2-repository-unload', {
    route: 'v2/repository/models/{model}/unload',
    authLevel,
    methods: { POST: createUnloadHandler(repository) },
  });
}

/** Answers every version with its state; only those that are ready where `{"ready": true}` asks so. */
export function createIndexHandler({ states }: RepositoryDependencies): HttpHandler {
  return async (request) => {
    const { ready = false } = await readAdminBody(request, indexBody, '{"ready": true or false}');
    return { jsonBody: states().filter(({ state }) => !ready || state === 'READY') };
  };
}

/** Reads a model anew and puts it into service, also one that breaks callers where `force` is true as parameter of body or query. */
export function createLoadHandler({ states, load }: RepositoryDependencies): HttpHandler {
  return async (request) => {
    const model = request.params.model ?? '';
    const { parameters } = await readAdminBody(request, loadBody, '{"parameters": {"force": true or false}}');
    await load(model, { force: parameters?.force ?? parseForce(request.query.get('force')) });
    return { jsonBody: { name: model, versions: states(model) } };
  };
}

export function createUnloadHandler({ states, unload }: RepositoryDependencies): HttpHandler {
  return async (request) => {
    const model = request.params.model ?? '';
    await unload(model);
    return { jsonBody: { name: model, versions: states(model) } };
  };
}

/** Whether the query asks for what breaks callers. */
export function parseForce(text: string | null): boolean {
  const value = text ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw new ScoringError(
    'InvalidRequest',
    `Cannot read the request: force is "${value}", expected true or false`,
  );
}
