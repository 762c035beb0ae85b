import { inspect } from 'node:util';
import type { InvocationContext } from '@azure/functions';
import type { ScoringError } from '../../scoring/scoring-error.ts';
import { httpStatuses } from '../http/error-response.ts';
import type { ScoringCall, ScoringObserver } from '../scoring-call.ts';

export interface RequestLogOptions {
  /** A request that takes longer is logged, though it went well. */
  readonly slowMs: number;
}

/** Logs a line of JSON for each request that fails or is slow. Values and names of the caller stay out of it: they may be anyone's data. */
export function createRequestLog({ slowMs }: RequestLogOptions): ScoringObserver {
  return {
    end: (call) => {
      if (call.error !== undefined) logFailure(call, call.error);
      else if (call.totalMs > slowMs)
        write(call.context, 'warn', { event: 'slow request', ...toFields(call) });
    },
  };
}

/** Failures of ours are errors, with what lies behind them; those of the caller are not. */
function logFailure(call: ScoringCall, error: ScoringError): void {
  const { code, message, cause } = error;
  const fields = { event: 'failed request', ...toFields(call), code };
  if (httpStatuses[code] < 500) return write(call.context, 'info', fields);
  write(call.context, 'error', { ...fields, message, ...(cause !== undefined && { cause: inspect(cause) }) });
}

function toFields({ requestId, dialect, model, totalMs, records, scored }: ScoringCall) {
  const { queueMs, inferMs } = scored?.timings ?? {};
  return {
    requestId,
    dialect,
    model: model?.name,
    version: model?.version,
    records: records?.total,
    ms: Math.round(totalMs),
    queueMs: queueMs && Math.round(queueMs),
    inferMs: inferMs && Math.round(inferMs),
  };
}

function write(
  context: InvocationContext | undefined,
  level: 'info' | 'warn' | 'error',
  fields: Readonly<Record<string, unknown>>,
): void {
  const line = JSON.stringify(fields);
  if (context === undefined) console[level](line);
  else context[level](line);
}
