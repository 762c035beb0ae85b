import type { HistogramState } from './histogram.ts';

export type Labels = Readonly<Record<string, string>>;

/** One metric with its values, each under its own labels. */
export type MetricFamily = { readonly name: string; readonly help: string } & (
  | {
      readonly type: 'counter' | 'gauge';
      readonly samples: readonly { readonly labels: Labels; readonly value: number }[];
    }
  | {
      readonly type: 'histogram';
      readonly samples: readonly { readonly labels: Labels; readonly value: HistogramState }[];
    }
);

/** Tells metrics as they stand. */
export type MetricSource = () => readonly MetricFamily[];
