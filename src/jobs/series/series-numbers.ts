import { ScoringError } from '../../scoring/scoring-error.ts';

/** What is kept in memory of each series is its name and number. */
export interface SeriesLimits {
  readonly maxSeries: number;
  readonly maxNameChars: number;
}

export interface SeriesNumbers {
  /** The number of a series, from 0 in order of first appearance. */
  readonly find: (name: string) => number;
  /** A number for a row that names no series. */
  readonly next: () => number;
}

/** Numbers series as they appear; throws InvalidInput when there are more than can be kept apart. */
export function createSeriesNumbers({ maxSeries, maxNameChars }: SeriesLimits): SeriesNumbers {
  const numbers = new Map<string, number>();
  let count = 0;
  let chars = 0;
  const next = () => {
    if (count === maxSeries) throw toTooMany(`it has ${count + 1} series or more, at most ${maxSeries}`);
    return count++;
  };
  const find = (name: string) => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    chars += name.length;
    if (chars > maxNameChars) {
      throw toTooMany(`the names of its series take ${chars} characters or more, at most ${maxNameChars}`);
    }
    const number = next();
    numbers.set(name, number);
    return number;
  };
  return { find, next };
}

function toTooMany(reason: string): ScoringError {
  return new ScoringError('InvalidInput', `Cannot part the table by series: ${reason} can be kept apart`);
}
