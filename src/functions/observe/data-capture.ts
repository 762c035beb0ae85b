import type { Model } from '../../scoring/model.ts';
import type { AppendLog } from '../../telemetry/append-log.ts';
import { createLineBuffer } from '../../telemetry/line-buffer.ts';
import type { MetricSource } from '../../telemetry/metric-family.ts';
import { toCaptureLines } from './capture-lines.ts';
import { isSampled } from './is-sampled.ts';
import type { ScoringCall, ScoringObserver } from '../scoring-call.ts';

export interface DataCaptureOptions {
  readonly log: AppendLog;
  /** Names the files of this process. */
  readonly instance: string;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
  /** Lines in memory. */
  readonly maxBufferedBytes?: number;
  readonly flushEveryMs?: number;
}

export interface DataCapture {
  readonly observer: ScoringObserver;
  readonly collect: MetricSource;
  /** Writes what waits. */
  readonly close: () => Promise<void>;
}

/** Of one request; a table of thousands in the middle of traffic is not worth their time. */
const maxRecordsEach = 1000;
/** Requests whose lines are still to be made. */
const maxPending = 100;
const appendTimeoutMs = 30_000;

/** Keeps a share of the requests of models whose manifest asks for it, records with predictions. It never fails or delays a request: what there is no room for is dropped and counted. */
export function createDataCapture(options: DataCaptureOptions): DataCapture {
  const { log, instance, now, onError, maxBufferedBytes = 4 * 1024 * 1024, flushEveryMs = 5000 } = options;
  const buffer = createLineBuffer({
    log,
    maxBytes: maxBufferedBytes,
    flushEveryMs,
    appendTimeoutMs,
    onError,
  });
  let pending = 0;
  let skipped = 0;

  function capture({ requestId, dialect, model, records, scored }: ScoringCall): void {
    if (model === undefined || records === undefined || scored === undefined) return;
    const date = now();
    const request = { requestId, dialect, at: date.toISOString(), model, records, scored };
    skipped += Math.max(0, records.total - maxRecordsEach);
    buffer.add(toFileName(model, date, instance), toCaptureLines(request, maxRecordsEach));
  }

  function captureLater(call: ScoringCall): void {
    pending++;
    // The answer goes out first.
    setImmediate(() => {
      pending--;
      try {
        capture(call);
      } catch (error) {
        onError(error);
      }
    });
  }

  return {
    observer: {
      end: (call) => {
        const percent = call.model?.manifest.capture?.percent;
        if (percent === undefined || call.error !== undefined || !isSampled(call.requestId, percent)) return;
        if (pending < maxPending) captureLater(call);
        else skipped += call.records?.total ?? 0;
      },
    },
    collect: () => toFamilies(buffer.counts(), skipped),
    close: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      await buffer.flush();
    },
  };
}

/** `churn/1/2026/11/23/14-0f3a9c21.jsonl`, hours in UTC */
function toFileName({ name, version }: Model, date: Date, instance: string): string {
  const [day = '', time = ''] = date.toISOString().split('T');
  return `${name}/${version}/${day.replaceAll('-', '/')}/${time.slice(0, 2)}-${instance}.jsonl`;
}

function toFamilies(
  { written, dropped }: { readonly written: number; readonly dropped: number },
  skipped: number,
): ReturnType<MetricSource> {
  return [
    {
      name: 'onscore_captured_records_total',
      help: 'Records of sampled requests that were kept',
      type: 'counter',
      samples: [{ labels: {}, value: written }],
    },
    {
      name: 'onscore_capture_dropped_records_total',
      help: 'Records of sampled requests that there was no room or no storage for',
      type: 'counter',
      samples: [{ labels: {}, value: dropped + skipped }],
    },
  ];
}
