import type { HttpRequest } from '@azure/functions';
import type { JobControl } from '../jobs/job-control.ts';
import { toJobAnswer } from '../jobs/parse-job.ts';
import { type HttpRoute, registerRoute } from './http-route.ts';

export function registerJob(control: JobControl): void {
  registerRoute('job', { route: 'jobs/{id}', methods: createJobMethods(control) });
}

/** `jobs/{id}`: the job with its progress; deleting a finished one takes its outputs with it. */
export function createJobMethods(control: Pick<JobControl, 'read' | 'remove'>): HttpRoute['methods'] {
  return {
    GET: async (request) => ({ jsonBody: toJobAnswer(await control.read(readJobId(request))) }),
    DELETE: async (request) => {
      await control.remove(readJobId(request));
      return { status: 204 };
    },
  };
}

/** The host gives route parameters as they are in the URL. */
export function readJobId({ params }: HttpRequest): string {
  return params.id ?? '';
}
