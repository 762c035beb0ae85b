/** A part of a month's cost, with the formula that it comes from. */
export interface CostLine {
  readonly what: string;
  readonly usd: number;
  /** In numbers, e.g. `730 h x 1 instance x (1 vCPU x 0.173 + 3.5 GB x 0.0123)`. */
  readonly formula: string;
}

/** One way to run the workload, and what it costs a month. */
export interface CostOption {
  readonly name: string;
  /** Of this product; the others are what one would run instead. */
  readonly profile?: 'warm' | 'frugal' | 'zero';
  readonly startUp: string;
  /** Why it does not answer in time or hold the model, where it does not. */
  readonly unfit?: string;
  /** What one would have to build or do without. */
  readonly missing?: string;
  readonly lines: readonly CostLine[];
  readonly total: number;
}

type Draft = Omit<CostOption, 'total' | 'unfit'> & { readonly unfit?: string | undefined };

/** Adds up; what costs nothing needs no line. */
export function toCostOption({ lines, unfit, ...option }: Draft): CostOption {
  const total = lines.reduce((sum, { usd }) => sum + usd, 0);
  return {
    ...option,
    ...(unfit !== undefined && { unfit }),
    lines: lines.filter(({ usd }) => usd > 0),
    total,
  };
}
