import { toNumber, toWord } from './job.ts';
import { toFields, toList } from './read.ts';

export interface ShownTimeline {
  readonly times: readonly string[];
  readonly values: readonly number[];
}

export interface ShownForecast {
  readonly job: string;
  readonly model: string;
  readonly time: string;
  readonly unit: string;
  readonly target: string;
  /** Of each series the values of the columns that tell it apart. */
  readonly series: readonly (readonly string[])[];
  /** Names of these columns. */
  readonly by: readonly string[];
  /** Of how many series it is the sum. */
  readonly summed: number;
  readonly history: ShownTimeline;
  readonly forecast: ShownTimeline;
  readonly band: { readonly lower: readonly number[]; readonly upper: readonly number[] } | undefined;
}

export function parseForecast(value: unknown): ShownForecast {
  const answer = toFields(value);
  const forecast = toFields(answer.forecast);
  const series = toList(answer.series).map((each) => toFields(toFields(each).by));
  const by = Object.keys(series[0] ?? {});
  const hasBand = forecast.lower !== undefined && forecast.upper !== undefined;
  return {
    job: toWord(answer.job),
    model: toWord(answer.model),
    time: toWord(answer.time),
    unit: toWord(answer.unit),
    target: toWord(answer.target),
    series: series.map((each) => by.map((name) => toWord(each[name]))),
    by,
    summed: toNumber(answer.summed),
    history: parseTimeline(answer.history),
    forecast: parseTimeline(forecast),
    band: hasBand ? { lower: toNumbers(forecast.lower), upper: toNumbers(forecast.upper) } : undefined,
  };
}

function parseTimeline(value: unknown): ShownTimeline {
  const { times, values } = toFields(value);
  return { times: toList(times).map(String), values: toNumbers(values) };
}

function toNumbers(value: unknown): readonly number[] {
  return toList(value).map(toNumber);
}
