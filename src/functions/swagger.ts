import type { HttpHandler } from '@azure/functions';
import { createOpenApi } from '../openapi/create-open-api.ts';
import { dialectOperations } from '../openapi/dialect-operations.ts';
import { toOpenApi30 } from '../openapi/to-open-api-3-0.ts';
import { toSwagger2 } from '../openapi/to-swagger-2.ts';
import type { ModelRepository } from '../scoring/repository/model-repository.ts';
import { toAzureMlError } from './azureml/azureml-error.ts';
import { chooseDeployment } from './azureml/azureml-score.ts';
import type { DefaultModelOptions } from './http/default-model.ts';
import { refuseOtherMethods } from './http/dialect-methods.ts';
import { type HttpRoute, registerRoute } from './http/http-route.ts';
import { ScoringError, toScoringError } from '../scoring/scoring-error.ts';

export interface SwaggerDependencies extends DefaultModelOptions {
  readonly repository: Pick<ModelRepository, 'list' | 'resolve'>;
  readonly version: string;
}

const operations = dialectOperations.filter(({ path }) => path === '/' || path === '/score');

/** Registers the description of `/score` as Azure ML offers it, for the model that a request to it would reach. */
export function registerSwagger(dependencies: SwaggerDependencies): void {
  registerRoute('swagger', { route: 'swagger.json', methods: createSwaggerMethods(dependencies) });
}

export function createSwaggerMethods(dependencies: SwaggerDependencies): HttpRoute['methods'] {
  const GET: HttpHandler = async (request) => {
    try {
      const format = parseFormat(request.query.get('version') ?? '2');
      const { model, version } = chooseDeployment(request, dependencies);
      const models = [await dependencies.repository.resolve(model, version)];
      const description = createOpenApi({ version: dependencies.version, operations, models });
      return { jsonBody: formats[format](description) };
    } catch (thrown) {
      return toAzureMlError(toScoringError(thrown));
    }
  };
  return refuseOtherMethods({ GET }, toAzureMlError);
}

type Description = ReturnType<typeof createOpenApi>;

const formats = {
  '2': (description: Description) => toSwagger2(toOpenApi30(description)),
  '3': toOpenApi30,
  '3.1': (description: Description) => description,
} as const;

function parseFormat(text: string): keyof typeof formats {
  if (text === '2' || text === '3' || text === '3.1') return text;
  const message = `Cannot find the description: its version is "${text}", expected 2, 3 or 3.1`;
  throw new ScoringError('RouteNotFound', message);
}
