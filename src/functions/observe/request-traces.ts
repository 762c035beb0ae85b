import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { parseTraceParent } from '../../telemetry/trace-parent.ts';
import { httpStatuses } from '../http/error-response.ts';
import type { ScoringCall, ScoringObserver } from '../scoring-call.ts';

/**
 * Makes a span of each request, with one for each of its stages below it. The trace goes on that the host has begun for the
 * request, or else the caller. All is made when the request has ended: nothing is spent on it before.
 */
export function createRequestTraces(tracer: Tracer): ScoringObserver {
  return {
    end: (call) => {
      const { parent, kind } = findParent(call);
      const attributes = toAttributes(call);
      const span = tracer.startSpan(
        toName(call),
        { kind, attributes, startTime: toTime(call.startMs) },
        parent,
      );
      if (span.isRecording()) {
        const own = trace.setSpan(parent, span);
        for (const stage of toStages(call)) addStage(tracer, own, stage);
        setOutcome(span, call);
      }
      span.end(toTime(call.startMs + call.totalMs));
    },
  };
}

/** What the host traces as a request is not one request more; where it does not, ours is the request. */
function findParent({ context, request }: ScoringCall): {
  readonly parent: Context;
  readonly kind: SpanKind;
} {
  const ofHost = parseTraceParent(context?.traceContext?.traceParent);
  if (ofHost !== undefined) return { parent: toContext(ofHost), kind: SpanKind.INTERNAL };
  const ofCaller = parseTraceParent(request.headers.get('traceparent'));
  return { parent: ofCaller === undefined ? ROOT_CONTEXT : toContext(ofCaller), kind: SpanKind.SERVER };
}

function toContext(parent: NonNullable<ReturnType<typeof parseTraceParent>>): Context {
  return trace.setSpanContext(ROOT_CONTEXT, parent);
}

function toName({ dialect, model }: ScoringCall): string {
  return model === undefined ? dialect : `${dialect} ${model.name}`;
}

/** The query stays out: it may hold a key. */
function toAttributes({
  dialect,
  request,
  requestId,
  model,
  records,
  scored,
  response,
}: ScoringCall): Attributes {
  return {
    'http.request.method': request.method,
    'url.path': new URL(request.url).pathname,
    'http.response.status_code': response?.status ?? 200,
    'onscore.dialect': dialect,
    'onscore.request_id': requestId,
    ...(model !== undefined && { 'onscore.model': model.name, 'onscore.version': model.version }),
    ...(records !== undefined && { 'onscore.records': records.total }),
    ...(scored !== undefined && {
      'onscore.run_records': scored.timings.batchRecords,
      'onscore.way': scored.timings.way,
    }),
  };
}

interface Stage {
  readonly name: string;
  readonly startMs: number;
  readonly ms: number;
}

/** The run ends where the answer begins; before it, the records wait. */
function toStages({
  readStartMs,
  parseMs,
  answerStartMs,
  serialiseMs,
  scored,
}: ScoringCall): readonly Stage[] {
  const { queueMs = 0, inferMs = 0 } = scored?.timings ?? {};
  const parse = { name: 'parse', startMs: readStartMs, ms: parseMs };
  const stages = [
    { name: 'queue', startMs: answerStartMs - inferMs - queueMs, ms: queueMs },
    { name: 'infer', startMs: answerStartMs - inferMs, ms: inferMs },
    { name: 'serialise', startMs: answerStartMs, ms: serialiseMs },
  ];
  return [...(readStartMs === 0 ? [] : [parse]), ...(answerStartMs === 0 ? [] : stages)];
}

function addStage(tracer: Tracer, parent: Context, { name, startMs, ms }: Stage): void {
  tracer.startSpan(name, { startTime: toTime(startMs) }, parent).end(toTime(startMs + ms));
}

/** Messages of faults of the caller may hold its data. */
function setOutcome(span: Span, { error }: ScoringCall): void {
  if (error === undefined) return;
  span.setAttribute('error.type', error.code);
  if (httpStatuses[error.code] < 500) return;
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  span.recordException(error.cause instanceof Error ? error.cause : error);
}

/** In ms since 1970. */
function toTime(ms: number): number {
  return performance.timeOrigin + ms;
}
