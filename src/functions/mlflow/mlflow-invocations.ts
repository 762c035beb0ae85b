import type { Model } from '../../scoring/model.ts';
import type { Records } from '../../scoring/records.ts';
import { assertWithin } from '../http/assert-within.ts';
import { type DefaultModelOptions, findDefaultModel } from '../http/default-model.ts';
import { refuseOtherMethods } from '../http/dialect-methods.ts';
import { registerRoute } from '../http/http-route.ts';
import { parseMlflowContentType } from './mlflow-content-type.ts';
import { toMlflowError } from './mlflow-error.ts';
import { parseMlflowRecords } from './mlflow-records.ts';
import { toParseOptions } from '../http/parse-options.ts';
import { toPredictionList } from '../prediction-list.ts';
import { parseTable } from '../prediction-request.ts';
import { parseJson, readBody } from '../http/request-body.ts';
import type { RequestLimits } from '../http/request-limits.ts';
import {
  createScoringHandler,
  type ScoringDialect,
  type ScoringHandlerDependencies,
} from '../scoring-handler.ts';
import type { WebRequest } from '../http/web-request.ts';

export type MlflowDependencies = ScoringHandlerDependencies & DefaultModelOptions;
type ChooseModel = (request: WebRequest) => string;

/** Registers scoring as MLflow has it: `/invocations` for the default model, and the same for each model. */
export function registerMlflowInvocations(dependencies: MlflowDependencies): void {
  const register = (name: string, route: string, chooseModel: ChooseModel): void => {
    const methods = { POST: createMlflowHandler(dependencies, chooseModel) };
    registerRoute(name, { route, methods: refuseOtherMethods(methods, toMlflowError) });
  };
  register('mlflow-invocations', 'invocations', () => findDefaultModel(dependencies));
  register('mlflow-model-invocations', 'models/{model}/invocations', ({ params }) => params.model ?? '');
}

/** Scores a table of CSV, or JSON in one of MLflow's forms. */
export function createMlflowHandler(dependencies: MlflowDependencies, chooseModel: ChooseModel) {
  const dialect: ScoringDialect<undefined> = {
    name: 'mlflow',
    chooseModel: (request) => ({ model: chooseModel(request) }),
    read: async (request, model, limits) => {
      return { records: await readRecords(request, model, limits), detail: undefined };
    },
    answer: (_request, { model, scored }) => ({ jsonBody: { predictions: toPredictionList(model, scored) } }),
    toError: toMlflowError,
  };
  return createScoringHandler(dependencies, dialect);
}

async function readRecords(request: WebRequest, model: Model, limits: RequestLimits): Promise<Records> {
  const type = parseMlflowContentType(request);
  const bytes = await readBody(request, limits);
  const options = toParseOptions(model, limits);
  const within = { ...limits, maxRecords: options.maxRecords };
  if (type === 'text/csv') return parseTable(bytes, model, within);
  const records = parseMlflowRecords(parseJson(bytes, limits), options);
  assertWithin(records.total, model, within);
  return records;
}
