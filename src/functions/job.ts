import type { HttpRequest } from '@azure/functions';
import type { JobControl } from '../jobs/job-control.ts';
import { toJobAnswer } from '../jobs/parse-job.ts';
import { registerRoute } from './http-route.ts';

/** `jobs/{id}`: the job with its progress; deleting a finished one takes its outputs with it. */
export function registerJob(control: JobControl): void {
  registerRoute('job', {
    route: 'jobs/{id}',
    methods: {
      GET: async (request) => ({ jsonBody: toJobAnswer(await control.read(readJobId(request))) }),
      DELETE: async (request) => {
        await control.remove(readJobId(request));
        return { status: 204 };
      },
    },
  });
}

/** The host gives route parameters as they are in the URL. */
export function readJobId({ params }: HttpRequest): string {
  return params.id ?? '';
}
