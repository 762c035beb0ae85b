import type { MetricFamily } from '../telemetry/metric-family.ts';
import type { ScoringSeriesState, SeriesHistogram } from '../telemetry/scoring-series.ts';
import { type ModelStatistics, toStatistics } from './observe/model-statistics.ts';
import type { DialectName } from './scoring-call.ts';
import type { LabelledSeries } from './observe/scoring-metrics.ts';

type Read = LabelledSeries & { readonly state: ScoringSeriesState };

/** The metrics of scoring: by our own names, and by Triton's for the dashboards that know those. */
export function toScoringFamilies(
  all: readonly LabelledSeries[],
  inFlight: ReadonlyMap<DialectName, number>,
): readonly MetricFamily[] {
  const read = all.map((one) => ({ ...one, state: one.series.read() }));
  return [
    toInFlight(inFlight),
    toCounter(
      read,
      'onscore_requests_total',
      'Requests for predictions that were answered or failed',
      ({ state }) => state.success.count + state.failure.count,
    ),
    toFailures(read),
    toCounter(read, 'onscore_records_total', 'Records that got a prediction', ({ state }) => state.records),
    toCounter(
      read,
      'onscore_record_failures_total',
      'Records without a prediction in requests that were answered',
      ({ state }) => state.failedRecords,
    ),
    ...histograms.map(([name, metric, help]) => toHistogram(read, { name, metric, help })),
    ...toTritonFamilies(all),
  ];
}

const histograms: readonly (readonly [SeriesHistogram, string, string])[] = [
  ['request', 'onscore_request_duration_seconds', 'From a request to its answer'],
  ['parse', 'onscore_parse_duration_seconds', 'Arrival and parsing of the body'],
  ['queue', 'onscore_queue_duration_seconds', 'Wait for the run of the model'],
  ['infer', 'onscore_infer_duration_seconds', 'The run of the model'],
  ['serialise', 'onscore_serialise_duration_seconds', 'Writing of the answer'],
  ['runRecords', 'onscore_run_records', 'Records of the run that a request was part of'],
];

function toLabels({ model, version, dialect }: LabelledSeries) {
  return { model, version, dialect };
}

function toCounter(
  all: readonly Read[],
  name: string,
  help: string,
  value: (one: Read) => number,
): MetricFamily {
  const samples = all.map((one) => ({ labels: toLabels(one), value: value(one) }));
  return { name, help, type: 'counter', samples };
}

function toFailures(all: readonly Read[]): MetricFamily {
  const samples = all.flatMap((one) =>
    [...one.state.failures].map(([code, value]) => ({ labels: { ...toLabels(one), code }, value })),
  );
  return {
    name: 'onscore_request_failures_total',
    help: 'Requests that failed, by code',
    type: 'counter',
    samples,
  };
}

function toInFlight(inFlight: ReadonlyMap<DialectName, number>): MetricFamily {
  const samples = [...inFlight].map(([dialect, value]) => ({ labels: { dialect }, value }));
  return {
    name: 'onscore_requests_in_flight',
    help: 'Requests that are being answered',
    type: 'gauge',
    samples,
  };
}

function toHistogram(
  all: readonly Read[],
  { name, metric, help }: { readonly name: SeriesHistogram; readonly metric: string; readonly help: string },
): MetricFamily {
  const samples = all
    .filter(({ model }) => model !== '' || name === 'request')
    .map((one) => ({ labels: toLabels(one), value: one.state.histograms[name] }));
  return { name: metric, help, type: 'histogram', samples };
}

const tritonCounters: readonly (readonly [string, string, (found: ModelStatistics) => number])[] = [
  [
    'nv_inference_request_success',
    'Number of successful inference requests, all batch sizes',
    (found) => found.success.count,
  ],
  [
    'nv_inference_request_failure',
    'Number of failed inference requests, all batch sizes',
    (found) => found.failure.count,
  ],
  ['nv_inference_count', 'Number of inferences performed', (found) => found.inferenceCount],
  ['nv_inference_exec_count', 'Number of model executions performed', (found) => found.executionCount],
  [
    'nv_inference_request_duration_us',
    'Cumulative inference request duration in microseconds',
    (found) => toMicroseconds(found.success.ms),
  ],
  [
    'nv_inference_queue_duration_us',
    'Cumulative inference queuing duration in microseconds',
    (found) => toMicroseconds(found.queue.ms),
  ],
  [
    'nv_inference_compute_input_duration_us',
    'Cumulative compute input duration in microseconds',
    (found) => toMicroseconds(found.computeInput.ms),
  ],
  [
    'nv_inference_compute_infer_duration_us',
    'Cumulative compute inference duration in microseconds',
    (found) => toMicroseconds(found.computeInfer.ms),
  ],
  [
    'nv_inference_compute_output_duration_us',
    'Cumulative inference compute output duration in microseconds',
    (found) => toMicroseconds(found.computeOutput.ms),
  ],
];

function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000);
}

/** Dialects count together: a server of the Open Inference Protocol knows no others. */
function toTritonFamilies(all: readonly LabelledSeries[]): readonly MetricFamily[] {
  const models = Map.groupBy(
    all.filter(({ model }) => model !== ''),
    ({ model, version }) => `${model} ${version}`,
  );
  const read = [...models.values()].flatMap((series) => {
    const [first] = series;
    return first === undefined ? [] : { first, found: toStatistics(series) };
  });
  return tritonCounters.map(([name, help, value]) => ({
    name,
    help,
    type: 'counter',
    samples: read.map(({ first: { model, version }, found }) => ({
      labels: { model, version },
      value: value(found),
    })),
  }));
}
