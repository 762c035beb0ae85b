import { createHistogram, type HistogramState } from './histogram.ts';
import { createRunCounts, type Duration } from './run-counts.ts';

/** What one request took, in ms. */
export interface RequestFigures {
  readonly totalMs: number;
  readonly parseMs: number;
  readonly queueMs: number;
  readonly inferMs: number;
  readonly serialiseMs: number;
  readonly records: number;
  readonly failedRecords: number;
  /** Records of the run that its own were part of. */
  readonly runRecords: number;
}

/** The figures of one model, version and dialect. */
export interface ScoringSeries {
  readonly succeed: (figures: RequestFigures) => void;
  readonly fail: (code: string, totalMs: number) => void;
  readonly read: () => ScoringSeriesState;
}

export interface ScoringSeriesState {
  readonly histograms: Readonly<Record<SeriesHistogram, HistogramState>>;
  readonly success: Duration;
  readonly failure: Duration;
  readonly failures: ReadonlyMap<string, number>;
  readonly records: number;
  readonly failedRecords: number;
  /** By the number of their records. */
  readonly runs: ReadonlyMap<number, Duration>;
  /** 0 where there was none. */
  readonly lastAt: number;
}

const second = 1000;
const secondBounds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];
const recordBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 1024, 4096, 16_384];

export const seriesHistograms = ['request', 'queue', 'parse', 'infer', 'serialise', 'runRecords'] as const;
export type SeriesHistogram = (typeof seriesHistograms)[number];

export function createScoringSeries(): ScoringSeries {
  const histograms = {
    request: createHistogram(secondBounds),
    queue: createHistogram(secondBounds),
    parse: createHistogram(secondBounds),
    infer: createHistogram(secondBounds),
    serialise: createHistogram(secondBounds),
    runRecords: createHistogram(recordBounds),
  };
  const failures = new Map<string, number>();
  const runs = createRunCounts();
  const success = { count: 0, ms: 0 };
  const failure = { count: 0, ms: 0 };
  let records = 0;
  let failedRecords = 0;
  let lastAt = 0;

  return {
    succeed: (figures) => {
      success.count++;
      success.ms += figures.totalMs;
      records += figures.records;
      failedRecords += figures.failedRecords;
      lastAt = Date.now();
      histograms.request.observe(figures.totalMs / second);
      histograms.queue.observe(figures.queueMs / second);
      histograms.parse.observe(figures.parseMs / second);
      histograms.infer.observe(figures.inferMs / second);
      histograms.serialise.observe(figures.serialiseMs / second);
      if (figures.runRecords === 0) return;
      histograms.runRecords.observe(figures.runRecords);
      runs.add(figures.runRecords, figures.records, figures.inferMs);
    },
    fail: (code, totalMs) => {
      failure.count++;
      failure.ms += totalMs;
      failures.set(code, (failures.get(code) ?? 0) + 1);
      histograms.request.observe(totalMs / second);
    },
    read: () => ({
      histograms: {
        request: histograms.request.read(),
        queue: histograms.queue.read(),
        parse: histograms.parse.read(),
        infer: histograms.infer.read(),
        serialise: histograms.serialise.read(),
        runRecords: histograms.runRecords.read(),
      },
      success: { ...success },
      failure: { ...failure },
      failures,
      records,
      failedRecords,
      runs: runs.read(),
      lastAt,
    }),
  };
}
