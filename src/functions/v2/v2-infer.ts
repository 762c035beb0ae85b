import type { Model } from '../../scoring/model.ts';
import { listServableOutputs } from '../../scoring/plan/servable-outputs.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { toTensorRecords } from '../../scoring/tensor/tensor-records.ts';
import { compressAnswers } from '../http/compress-answer.ts';
import { registerRoute } from '../http/http-route.ts';
import {
  createScoringHandler,
  type ScoringDialect,
  type ScoringHandlerDependencies,
} from '../scoring-handler.ts';
import { chooseOutputs, toInferResponse } from './v2-answer.ts';
import { readInferBody } from './v2-body.ts';
import { toV2Error } from './v2-error.ts';
import { type InferRequest, parseInferRequest } from './v2-request.ts';
import type { WebRequest } from '../http/web-request.ts';

/** Registers inference by the Open Inference Protocol v2, for the model in production and for a version that the path names. */
export function registerInfer(dependencies: ScoringHandlerDependencies): void {
  const createHandler = (readVersion: (request: WebRequest) => string | undefined) =>
    compressAnswers(createScoringHandler(dependencies, createInferDialect(readVersion)));
  registerRoute('v2-infer', {
    route: 'v2/models/{model}/infer',
    methods: { POST: createHandler(() => undefined) },
  });
  registerRoute('v2-infer-version', {
    route: 'v2/models/{model}/versions/{version}/infer',
    methods: { POST: createHandler(({ params }) => params.version) },
  });
}

/** Tensors in, tensors out. `readVersion` is asked which version, since parameters of the query come among those of the path. */
export function createInferDialect(
  readVersion: (request: WebRequest) => string | undefined,
): ScoringDialect<InferRequest> {
  return {
    name: 'v2',
    chooseModel: (request) => ({ model: request.params.model ?? '', version: readVersion(request) }),
    read: async (request, model, limits) => {
      const { json, tail } = await readInferBody(request, limits);
      const detail = parseInferRequest(json, tail, limits.maxCells);
      const outputs = assertOutputs(model, detail);
      const maxRecords = model.manifest.limits?.maxRecords ?? limits.maxRecords;
      const records = toTensorRecords(detail.inputs, { model, maxRecords, maxCells: limits.maxCells });
      const { timeoutMs } = detail;
      return { records, outputs, detail, ...(timeoutMs !== undefined && { timeoutMs }) };
    },
    answer: (_request, { model, scored, detail }) =>
      toInferResponse({ model, outputs: scored.outputs, request: detail }),
    toError: toV2Error,
  };
}

/** Which outputs a run must give: most requests want no more than predictions are made of. */
function assertOutputs(model: Model, request: InferRequest): 'predictions' | 'all' {
  const mapped = new Set(model.plan.predictions.map(({ output }) => output));
  const servable = listServableOutputs(model).map(({ name }) => name);
  const wanted = chooseOutputs(model, request).map(({ name }) => name);
  const unknown = wanted.find((name) => !servable.includes(name));
  if (unknown !== undefined) throw toUnknownOutput(model.name, unknown, servable);
  return wanted.every((name) => mapped.has(name)) ? 'predictions' : 'all';
}

function toUnknownOutput(model: string, output: string, known: readonly string[]): ScoringError {
  const names = known.map((name) => JSON.stringify(name)).join(', ');
  const what = `model ${JSON.stringify(model)} has no output ${JSON.stringify(output)}: it gives ${names}`;
  return new ScoringError('InvalidRequest', `Cannot read the request: ${what}`, { details: { output } });
}
