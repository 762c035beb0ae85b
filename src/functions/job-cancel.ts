import type { JobControl } from '../jobs/job-control.ts';
import { toJobAnswer } from '../jobs/parse-job.ts';
import { registerRoute } from './http-route.ts';
import { readJobId } from './job.ts';

/** `jobs/{id}/cancel`: no further chunk is begun; those that run end by themselves. */
export function registerJobCancel(control: JobControl): void {
  registerRoute('job-cancel', {
    route: 'jobs/{id}/cancel',
    methods: {
      POST: async (request) => ({
        status: 202,
        jsonBody: toJobAnswer(await control.cancel(readJobId(request))),
      }),
    },
  });
}
