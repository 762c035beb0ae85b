import type { Model } from '../../scoring/model.ts';
import type { MetricSource } from '../../telemetry/metric-family.ts';
import {
  createScoringSeries,
  type RequestFigures,
  type ScoringSeries,
} from '../../telemetry/scoring-series.ts';
import { type ModelStatistics, toStatistics } from './model-statistics.ts';
import { type DialectName, dialects, type ScoringCall, type ScoringObserver } from '../scoring-call.ts';
import { toScoringFamilies } from '../scoring-families.ts';

export interface ScoringMetrics {
  readonly observer: ScoringObserver;
  readonly collect: MetricSource;
  /** What was scored with a version since this process began, by all dialects; zeros where nothing was. */
  readonly statistics: (model: string, version: string) => ModelStatistics;
}

/** The series of one model version; names in requests never make one, only models that there are. */
export interface LabelledSeries {
  /** Both '' for requests that found no model. */
  readonly model: string;
  readonly version: string;
  readonly dialect: DialectName;
  readonly series: ScoringSeries;
}

/** Counts requests by model, version and dialect. */
export function createScoringMetrics(): ScoringMetrics {
  const all = new Map<string, LabelledSeries>();
  const known = new Map<DialectName, WeakMap<Model, ScoringSeries>>(
    dialects.map((name) => [name, new WeakMap()]),
  );
  const inFlight = new Map<DialectName, number>(dialects.map((name) => [name, 0]));

  function open(dialect: DialectName, model = '', version = ''): ScoringSeries {
    const key = `${dialect} ${model} ${version}`;
    const found = all.get(key);
    if (found !== undefined) return found.series;
    const series = createScoringSeries();
    all.set(key, { model, version, dialect, series });
    return series;
  }

  /** A model is looked up by its object first: that takes no text to be made. */
  function find(dialect: DialectName, model: Model | undefined): ScoringSeries {
    if (model === undefined) return open(dialect);
    const found = known.get(dialect)?.get(model);
    if (found !== undefined) return found;
    const series = open(dialect, model.name, model.version);
    known.get(dialect)?.set(model, series);
    return series;
  }

  const count = (dialect: DialectName, change: 1 | -1) =>
    inFlight.set(dialect, (inFlight.get(dialect) ?? 0) + change);

  return {
    observer: {
      begin: ({ dialect }) => void count(dialect, 1),
      end: (call) => {
        count(call.dialect, -1);
        const series = find(call.dialect, call.model);
        if (call.error === undefined) series.succeed(toFigures(call));
        else series.fail(call.error.code, call.totalMs);
      },
    },
    collect: () => toScoringFamilies([...all.values()], inFlight),
    statistics: (model, version) =>
      toStatistics([...all.values()].filter((one) => one.model === model && one.version === version)),
  };
}

function toFigures({ totalMs, parseMs, serialiseMs, scored }: ScoringCall): RequestFigures {
  const { queueMs = 0, inferMs = 0, batchRecords = 0 } = scored?.timings ?? {};
  const { total = 0, count = 0 } = scored?.records ?? {};
  const runRecords = count === 0 ? 0 : Math.max(count, batchRecords);
  return {
    totalMs,
    parseMs,
    queueMs,
    inferMs,
    serialiseMs,
    records: count,
    failedRecords: total - count,
    runRecords,
  };
}
