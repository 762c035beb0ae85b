import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import { parseTextRecord } from '../../scoring/table/text-record.ts';
import { assertWithin } from '../http/assert-within.ts';
import { toAzureMlError } from './azureml-error.ts';
import { findLongId, toIdHeaders, toLongIdError } from './azureml-ids.ts';
import { type AzureMlAnswer, parseAzureMlRecords } from './azureml-records.ts';
import { type DefaultModelOptions, findDefaultModel } from '../http/default-model.ts';
import { refuseOtherMethods } from '../http/dialect-methods.ts';
import { type HttpRoute, registerRoute } from '../http/http-route.ts';
import { parseContentType } from '../http/media-type.ts';
import { toParseOptions } from '../http/parse-options.ts';
import { toPredictionList } from '../prediction-list.ts';
import { readJson } from '../http/request-body.ts';
import { requestIdHeader } from '../http/request-id.ts';
import {
  createScoringHandler,
  type ScoringDialect,
  type ScoringHandlerDependencies,
} from '../scoring-handler.ts';
import type { WebRequest } from '../http/web-request.ts';
import { withHeaders } from '../http/with-headers.ts';

/** Picks a deployment on Azure ML, and a model here; `<model>:<version>` picks a version, too. */
export const deploymentHeader = 'azureml-model-deployment';
const tooManyHeaderBytes = 431;

export type AzureMlDependencies = ScoringHandlerDependencies & DefaultModelOptions;

/** Registers `/score` as the inference server of Azure ML has it. */
export function registerAzureMlScore(dependencies: AzureMlDependencies): void {
  registerRoute('azureml-score', { route: 'score', methods: createAzureMlMethods(dependencies) });
}

export function createAzureMlMethods(dependencies: AzureMlDependencies): HttpRoute['methods'] {
  const score = createAzureMlHandler(dependencies);
  const OPTIONS = (): HttpResponseInit => ({ status: 200 });
  return refuseOtherMethods({ GET: score, POST: score, OPTIONS }, toAzureMlError);
}

/** Scores one record of the query, or records of a JSON body; ids come back as Azure ML sends them. */
function createAzureMlHandler(dependencies: AzureMlDependencies) {
  const score = createScoringHandler(dependencies, createAzureMlDialect(dependencies));
  return async (request: WebRequest, context?: InvocationContext): Promise<HttpResponseInit> => {
    const long = findLongId(request.headers);
    if (long !== undefined) return { ...toAzureMlError(toLongIdError(long)), status: tooManyHeaderBytes };
    const response = await score(request, context);
    const requestId = new Headers(response.headers ?? {}).get(requestIdHeader);
    return withHeaders(response, toIdHeaders(request.headers, requestId));
  };
}

/** The model that the deployment header names, else the default model; throws ModelNotFound where there is none. */
export function chooseDeployment(
  { headers }: Pick<WebRequest, 'headers'>,
  options: DefaultModelOptions,
): { readonly model: string; readonly version?: string | undefined } {
  const [model = '', version] = headers.get(deploymentHeader)?.split(':', 2) ?? [findDefaultModel(options)];
  return { model, version };
}

function createAzureMlDialect(options: DefaultModelOptions): ScoringDialect<AzureMlAnswer> {
  return {
    name: 'azureml',
    chooseModel: (request) => chooseDeployment(request, options),
    read: async (request, model, limits) => {
      const parseOptions = toParseOptions(model, limits);
      if (request.method !== 'POST')
        return {
          records: parseTextRecord((name) => request.query.get(name), parseOptions),
          detail: 'object',
        };
      parseContentType(request, ['application/json']);
      const read = parseAzureMlRecords(await readJson(request, limits), parseOptions);
      assertWithin(read.records.total, model, { ...limits, maxRecords: parseOptions.maxRecords });
      return read;
    },
    answer: (_request, { model, scored, detail }) => {
      const predictions = toPredictionList(model, scored);
      const { queueMs, inferMs } = scored.timings;
      return {
        headers: { 'x-ms-run-fn-exec-ms': (queueMs + inferMs).toFixed(3) },
        jsonBody:
          detail === 'list' ? predictions : { model: model.name, version: model.version, predictions },
      };
    },
    toError: toAzureMlError,
  };
}
