/** How often, and how long in all. */
export interface Duration {
  readonly count: number;
  readonly ms: number;
}

/** Runs of a model by their number of records. */
export interface RunCounts {
  /** Adds the part of a run that a request of so many records has in it, so that all its requests make one run. */
  readonly add: (runRecords: number, records: number, inferMs: number) => void;
  readonly read: () => ReadonlyMap<number, Duration>;
}

export function createRunCounts(): RunCounts {
  const runs = new Map<number, { count: number; ms: number }>();
  return {
    add: (runRecords, records, inferMs) => {
      const part = records / runRecords;
      const run = runs.get(runRecords);
      if (run === undefined) runs.set(runRecords, { count: part, ms: inferMs * part });
      else {
        run.count += part;
        run.ms += inferMs * part;
      }
    },
    read: () => runs,
  };
}
