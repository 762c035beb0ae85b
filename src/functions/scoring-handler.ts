import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import type { Model } from '../scoring/model.ts';
import type { ModelRepository } from '../scoring/repository/model-repository.ts';
import type { RecordError, Records } from '../scoring/records.ts';
import type { Scored, Scorer } from '../scoring/scorer.ts';
import { ScoringError, toScoringError } from '../scoring/scoring-error.ts';
import { type Deadline, runWithin } from './http/deadline.ts';
import { type ErrorDetail, withDetail, withRecordDetail } from './http/error-detail.ts';
import { toErrorResponse } from './http/error-response.ts';
import { readRequestId, requestIdHeader } from './http/request-id.ts';
import type { RequestLimits } from './http/request-limits.ts';
import { assertTimeout, readTimeout } from './http/request-timeout.ts';
import type { DialectName, ScoringCall, ScoringObserver } from './scoring-call.ts';
import { toServerTiming } from './http/server-timing.ts';
import type { WebRequest } from './http/web-request.ts';
import { withHeaders } from './http/with-headers.ts';

export type { RequestLimits } from './http/request-limits.ts';

/** A request as its dialect has read it. */
export interface ReadRequest<T> {
  readonly records: Records;
  /** What a bad record spoils: the whole request, which is the default, or only its own answer. */
  readonly onError?: 'request' | 'record';
  readonly outputs?: 'predictions' | 'all';
  /** Where the body says it. */
  readonly timeoutMs?: number;
  /** What the answer needs to know of the request. */
  readonly detail: T;
}

export interface ScoringResult<T> {
  readonly model: Model;
  readonly scored: Scored;
  readonly detail: T;
}

/** One way to ask for predictions: how a request is read, and an answer written. */
export interface ScoringDialect<T> {
  readonly name: DialectName;
  readonly chooseModel: (request: WebRequest) => {
    readonly model: string;
    readonly version?: string | undefined;
  };
  readonly read: (request: WebRequest, model: Model, limits: RequestLimits) => Promise<ReadRequest<T>>;
  /** An answer that has a body already is measured with it; one of a `jsonBody` is written later. */
  readonly answer: (request: WebRequest, result: ScoringResult<T>) => HttpResponseInit;
  /** Its own shape of an error; the product's one where not given. */
  readonly toError?: (error: ScoringError, request: WebRequest) => HttpResponseInit;
}

export interface ScoringHandlerDependencies {
  readonly repository: Pick<ModelRepository, 'resolve'>;
  readonly scorer: Pick<Scorer, 'score'>;
  readonly limits: RequestLimits;
  /** How much an error tells; all where not given. */
  readonly errorDetail?: ErrorDetail;
  readonly observers?: readonly ScoringObserver[];
}

export type ScoringHandler = (request: WebRequest, context?: InvocationContext) => Promise<HttpResponseInit>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Makes the one path that all dialects take: find the model, read, score, answer; it always answers. */
export function createScoringHandler<T>(
  dependencies: ScoringHandlerDependencies,
  dialect: ScoringDialect<T>,
): ScoringHandler {
  const { repository, scorer, limits, errorDetail = 'full', observers = [] } = dependencies;

  async function score(call: Mutable<ScoringCall>, deadline: Deadline): Promise<HttpResponseInit> {
    const { request } = call;
    const { model: name, version } = dialect.chooseModel(request);
    const model = await repository.resolve(name, version);
    call.model = model;
    call.readStartMs = performance.now();
    const {
      records,
      onError = 'request',
      outputs,
      timeoutMs,
      detail,
    } = await dialect.read(request, model, limits);
    call.parseMs = performance.now() - call.readStartMs;
    call.records = records;
    if (timeoutMs !== undefined) deadline.set(assertTimeout(timeoutMs, limits.maxTimeoutMs));
    if (onError === 'request') assertAllValid(records.errors);
    const scored = await scorer.score(model, records, { signal: deadline.signal, outputs });
    call.scored = scored;
    if (onError === 'request') assertAllValid(scored.records.errors);
    call.answerStartMs = performance.now();
    const response = dialect.answer(request, { model, scored: withoutSecrets(scored, errorDetail), detail });
    call.serialiseMs = performance.now() - call.answerStartMs;
    return withCallHeaders(response, call);
  }

  function fail(call: Mutable<ScoringCall>, thrown: unknown): HttpResponseInit {
    const error = toScoringError(thrown);
    call.error = error;
    const shown = withDetail(error, errorDetail);
    const response = dialect.toError?.(shown, call.request) ?? toErrorResponse(shown);
    return withCallHeaders(response, call);
  }

  return async (request, context) => {
    const call = beginCall(dialect.name, request, context);
    for (const { begin } of observers) begin?.(call);
    try {
      const timeoutMs = readTimeout(request, limits.maxTimeoutMs) ?? limits.maxTimeoutMs;
      const gone = request.signal;
      call.response = await runWithin({ timeoutMs, gone }, (deadline) => score(call, deadline));
    } catch (thrown) {
      call.response = fail(call, thrown);
    }
    call.totalMs = performance.now() - call.startMs;
    for (const { end } of observers) end(call);
    return call.response;
  };
}

function withCallHeaders(response: HttpResponseInit, call: ScoringCall): HttpResponseInit {
  return withHeaders(response, {
    [requestIdHeader]: call.requestId,
    'server-timing': toServerTiming(call),
  });
}

function beginCall(
  dialect: DialectName,
  request: WebRequest,
  context: InvocationContext | undefined,
): Mutable<ScoringCall> {
  return {
    dialect,
    request,
    requestId: readRequestId(request),
    context,
    startMs: performance.now(),
    model: undefined,
    records: undefined,
    scored: undefined,
    error: undefined,
    readStartMs: 0,
    parseMs: 0,
    answerStartMs: 0,
    serialiseMs: 0,
    totalMs: 0,
    response: undefined,
  };
}

/** Fails with the first record that cannot be scored, if there is one. */
function assertAllValid(errors: readonly RecordError[]): void {
  if (errors.length === 0) return;
  const [first, ...rest] = errors.toSorted((a, b) => a.row - b.row);
  if (first === undefined) return;
  const { message, ...place } = first;
  throw new ScoringError('InvalidRecord', message, { details: { ...place, failed: rest.length + 1 } });
}

function withoutSecrets(scored: Scored, detail: ErrorDetail): Scored {
  const { records } = scored;
  if (detail === 'full' || records.errors.length === 0) return scored;
  const errors = records.errors.map((error) => withRecordDetail(error, detail));
  return { ...scored, records: { ...records, errors } };
}
