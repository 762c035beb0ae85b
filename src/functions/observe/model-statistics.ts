import type { Duration } from '../../telemetry/run-counts.ts';
import type { ScoringSeriesState } from '../../telemetry/scoring-series.ts';
import type { LabelledSeries } from './scoring-metrics.ts';

/** What was done with a model version, as the statistics extension of the Open Inference Protocol asks for it. */
export interface ModelStatistics {
  /** When the last request was answered, in ms since 1970; 0 where there was none. */
  readonly lastInferenceAt: number;
  /** Records. */
  readonly inferenceCount: number;
  /** Runs of the model. */
  readonly executionCount: number;
  /** Requests that were answered, from arrival to answer. */
  readonly success: Duration;
  readonly failure: Duration;
  readonly queue: Duration;
  readonly computeInput: Duration;
  readonly computeInfer: Duration;
  readonly computeOutput: Duration;
  /** Runs by their number of records, ascending. */
  readonly batches: readonly { readonly records: number; readonly infer: Duration }[];
}

/** Adds up the figures of all dialects. */
export function toStatistics(series: readonly LabelledSeries[]): ModelStatistics {
  const states = series.map((one) => one.series.read());
  const batches = toBatches(states);
  const stage = (name: 'queue' | 'parse' | 'infer' | 'serialise'): Duration => ({
    count: sum(states.map(({ success }) => success.count)),
    ms: sum(states.map(({ histograms }) => histograms[name].sum * 1000)),
  });
  return {
    lastInferenceAt: Math.max(0, ...states.map(({ lastAt }) => lastAt)),
    inferenceCount: sum(states.map(({ records }) => records)),
    executionCount: sum(batches.map(({ infer }) => infer.count)),
    success: add(states.map(({ success }) => success)),
    failure: add(states.map(({ failure }) => failure)),
    queue: stage('queue'),
    computeInput: stage('parse'),
    computeInfer: stage('infer'),
    computeOutput: stage('serialise'),
    batches,
  };
}

function toBatches(states: readonly ScoringSeriesState[]): ModelStatistics['batches'] {
  const found = new Map<number, Duration[]>();
  for (const [records, run] of states.flatMap(({ runs }) => [...runs])) {
    const same = found.get(records) ?? [];
    found.set(records, [...same, run]);
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([records, runs]) => ({ records, infer: round(add(runs)) }));
}

/** The parts of a run that its requests count for make a whole one but for the last bits. */
function round({ count, ms }: Duration): Duration {
  return { count: Math.round(count), ms };
}

function add(durations: readonly Duration[]): Duration {
  return { count: sum(durations.map(({ count }) => count)), ms: sum(durations.map(({ ms }) => ms)) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
