import type { JobEvents } from '../../jobs/job-events.ts';

/** Logs each job that failed, by the line that the alert `failed-jobs` looks for. */
export function createLoggedJobEvents(log: (message: string) => void): JobEvents {
  return {
    finished: ({ id, status, error }) => {
      if (status === 'Failed') log(`Job ${id} is Failed: ${error ?? 'no reason is known'}`);
      return Promise.resolve();
    },
  };
}
