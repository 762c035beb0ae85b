import { createOpenApi, type OpenApi } from '../openapi/create-open-api.ts';
import type { Operation } from '../openapi/operation.ts';
import type { Model } from '../scoring/model.ts';
import type { ModelRepository } from '../scoring/repository/model-repository.ts';
import { type HttpRoute, registerRoute } from './http/http-route.ts';

export interface OpenApiDependencies {
  readonly repository: Pick<ModelRepository, 'list' | 'resolve'>;
  readonly operations: readonly Operation[];
  readonly version: string;
}

/** Registers the description of all routes. */
export function registerOpenApi(dependencies: OpenApiDependencies): void {
  registerRoute('open-api', { route: 'openapi.json', methods: createOpenApiMethods(dependencies) });
}

export function createOpenApiMethods(dependencies: OpenApiDependencies): HttpRoute['methods'] {
  return { GET: async () => ({ jsonBody: await describeApp(dependencies) }) };
}

/** The description of an app and of its models, as they are now; a model that cannot be loaded is left out. */
export async function describeApp({
  repository,
  operations,
  version,
}: OpenApiDependencies): Promise<OpenApi> {
  const loads = await Promise.allSettled(repository.list().map(({ name }) => repository.resolve(name)));
  const models = loads.flatMap((load): readonly Model[] => (load.status === 'fulfilled' ? [load.value] : []));
  return createOpenApi({ version, operations, models });
}
