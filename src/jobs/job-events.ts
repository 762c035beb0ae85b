import type { Job } from './job.ts';

/** Who is told that a job is over. Told again of the same job and status, it is the same event. */
export interface JobEvents {
  finished(job: Job): Promise<void>;
}

/** Tells nobody. */
export const noJobEvents: JobEvents = { finished: () => Promise.resolve() };

/** Tells several, one after the other. */
export function combineJobEvents(...listeners: readonly JobEvents[]): JobEvents {
  return {
    finished: async (job) => {
      for (const listener of listeners) await listener.finished(job);
    },
  };
}
