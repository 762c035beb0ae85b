import { isSpanContextValid, type SpanContext } from '@opentelemetry/api';

const pattern = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a `traceparent` of W3C Trace Context; undefined for what is none, which is then as if nothing had been sent. */
export function parseTraceParent(text: string | null | undefined): SpanContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', rest] = pattern.exec(text?.trim() ?? '') ?? [];
  // Later versions may have more to say, the first has not.
  if (version === undefined || (version === '00' && rest !== undefined)) return undefined;
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}
