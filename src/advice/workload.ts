/** What makes a prediction due: someone asks, something happens, a file comes, or the clock strikes. */
export const occasions = ['request', 'event', 'file', 'hour', 'day', 'week', 'month', 'quarter'] as const;

export type Occasion = (typeof occasions)[number];

/** The answers to the questions: how often, how soon, one or many, how much compute. */
export interface Workload {
  readonly when: readonly Occasion[];
  /** Seconds in which the answer to a request, or the prediction of an event, is needed. */
  readonly withinSeconds: number;
  /** Requests and events a month. */
  readonly perMonth: number;
  /** Records of a request. */
  readonly atOnce: number;
  /** Records of a file, or of what is scored by the clock. */
  readonly records: number;
  readonly filesPerMonth: number;
  /** Seconds in which such a run is to be done. */
  readonly runWithinSeconds: number;
  /** Milliseconds of compute that a record takes in a batch. */
  readonly msPerRecord: number;
  /** Milliseconds of a run of one record, as a request of one has it. */
  readonly singleRunMs: number;
  /** Of the ONNX file. */
  readonly modelMb: number;
}

export const defaultWorkload: Workload = {
  when: ['request'],
  withinSeconds: 1,
  perMonth: 100_000,
  atOnce: 1,
  records: 10_000,
  filesPerMonth: 30,
  runWithinSeconds: 3600,
  msPerRecord: 1,
  singleRunMs: 1,
  modelMb: 1,
};

export const hoursPerMonth = 730;
export const daysPerMonth = hoursPerMonth / 24;
export const secondsPerMonth = hoursPerMonth * 3600;

/** How often a month. */
export function countPerMonth(occasion: Occasion, { filesPerMonth, perMonth }: Workload): number {
  switch (occasion) {
    case 'request':
    case 'event':
      return perMonth;
    case 'file':
      return filesPerMonth;
    case 'hour':
      return hoursPerMonth;
    case 'day':
      return daysPerMonth;
    case 'week':
      return daysPerMonth / 7;
    case 'month':
      return 1;
    case 'quarter':
      return 1 / 3;
  }
}
