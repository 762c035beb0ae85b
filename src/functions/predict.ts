import type { HttpHandler, HttpRequest, HttpResponseInit } from '@azure/functions';
import type { ModelRepository } from '../scoring/model-repository.ts';
import type { Scorer } from '../scoring/scorer.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { registerRoute } from './http-route.ts';
import { type RequestLimits, readRecords } from './prediction-request.ts';
import { assertAllValid, toPredictionResponse } from './prediction-response.ts';

export interface PredictDependencies extends RequestLimits {
  readonly repository: Pick<ModelRepository, 'resolve'>;
  readonly scorer: Pick<Scorer, 'score'>;
}

const scoringTimeoutMs = 60_000;

/** Registers the real-time endpoint, for the model in production and for a version that the path names. */
export function registerPredict(dependencies: PredictDependencies): void {
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
  { repository, scorer, ...limits }: PredictDependencies,
  readVersion: (request: HttpRequest) => string | undefined,
): HttpHandler {
  return async (request): Promise<HttpResponseInit> => {
    const onError = parseOnError(request.query.get('onError'));
    const model = await repository.resolve(request.params.model ?? '', readVersion(request));
    const records = await readRecords(request, model, limits);
    if (onError === 'request') assertAllValid(records.errors);
    const scored = await scorer.score(model, records, { signal: AbortSignal.timeout(scoringTimeoutMs) });
    if (onError === 'request') assertAllValid(scored.records.errors);
    return toPredictionResponse(request, model, scored);
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
