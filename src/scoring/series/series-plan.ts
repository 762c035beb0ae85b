import type { ColumnSpec } from '../records.ts';
import type { TimeScale } from './series-time.ts';

/** An input that holds values of several times: of the last ones that are known, or of those to come. */
export interface SeriesWindow {
  readonly kind: 'window' | 'future';
  /** Which column of the plan it fills: of each time all its values, the earliest time first. */
  readonly column: number;
  /** Names of its columns in the table. */
  readonly names: readonly string[];
  /** Times. */
  readonly length: number;
  /** Stands for a value that is not there; `last` is the last one that is known, `required` refuses the series. */
  readonly missing: number | 'last' | 'required';
}

/** How rows make a series, which is one record of a model that forecasts; plain data. */
export interface SeriesPlan extends TimeScale {
  /** Columns whose values together name a series. */
  readonly by: readonly string[];
  readonly time: string;
  readonly target: string;
  /** Times that are forecast. */
  readonly horizon: number;
  readonly windows: readonly SeriesWindow[];
  /** What is read of a row: the names of its series, its time, its numbers; then what the model takes of a series' last row. */
  readonly rows: readonly ColumnSpec[];
  /** Where in `rows` the numbers of the windows begin, and their names. */
  readonly numbers: readonly string[];
  /** Columns of the plan that are of the last row, and where they are in `rows`. */
  readonly statics: readonly { readonly column: number; readonly row: number }[];
}

/** A row of a table belongs to the series that these values name, joined. */
export const keySeparator = '/';
