import { ScoringError } from '../scoring/scoring-error.ts';
import { registerRoute } from './http/http-route.ts';
import { readRecords } from './prediction-request.ts';
import { toPredictionResponse } from './prediction-response.ts';
import {
  createScoringHandler,
  type ScoringDialect,
  type ScoringHandler,
  type ScoringHandlerDependencies,
} from './scoring-handler.ts';
import type { WebRequest } from './http/web-request.ts';

/** Registers the real-time endpoint, for the model in production and for a version that the path names. */
export function registerPredict(dependencies: ScoringHandlerDependencies): void {
  registerRoute('predict', {
    route: 'models/{model}/predict',
    methods: { POST: createPredictHandler(dependencies, () => undefined) },
  });
  registerRoute('predict-version', {
    route: 'models/{model}/versions/{version}/predict',
    methods: { POST: createPredictHandler(dependencies, ({ params }) => params.version) },
  });
}

/** Scores the records of a request. `readVersion` is asked which version, since parameters of the query come among those of the path. */
export function createPredictHandler(
  dependencies: ScoringHandlerDependencies,
  readVersion: (request: WebRequest) => string | undefined,
): ScoringHandler {
  return createScoringHandler(dependencies, createPredictDialect(readVersion));
}

function createPredictDialect(
  readVersion: (request: WebRequest) => string | undefined,
): ScoringDialect<undefined> {
  return {
    name: 'predict',
    chooseModel: (request) => ({ model: request.params.model ?? '', version: readVersion(request) }),
    read: async (request, model, limits) => {
      const onError = parseOnError(request.query.get('onError'));
      return { records: await readRecords(request, model, limits), onError, detail: undefined };
    },
    answer: (request, { model, scored }) => toPredictionResponse(request, model, scored),
  };
}

/** What a bad record spoils: the whole request, or only its own answer. */
function parseOnError(text: string | null): 'request' | 'record' {
  const value = text ?? 'request';
  if (value === 'request' || value === 'record') return value;
  throw new ScoringError(
    'InvalidRequest',
    `Cannot read the request: onError is "${value}", expected request or record`,
  );
}
