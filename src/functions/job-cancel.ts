import type { JobControl } from '../jobs/control/job-control.ts';
import { toJobAnswer } from '../jobs/start/parse-job.ts';
import { type HttpRoute, registerRoute } from './http/http-route.ts';
import { readJobId } from './job.ts';

export function registerJobCancel(control: JobControl): void {
  registerRoute('job-cancel', { route: 'jobs/{id}/cancel', methods: createJobCancelMethods(control) });
}

/** `jobs/{id}/cancel`: no further chunk is begun; those that run end by themselves. */
export function createJobCancelMethods(control: Pick<JobControl, 'cancel'>): HttpRoute['methods'] {
  return {
    POST: async (request) => ({
      status: 202,
      jsonBody: toJobAnswer(await control.cancel(readJobId(request))),
    }),
  };
}
