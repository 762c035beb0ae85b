import type { HttpRequest, InvocationContext } from '@azure/functions';
import { isJobId } from '../jobs/job-id.ts';
import { refuseUnknownJob } from '../jobs/job-not-found.ts';
import type { JobControl } from '../jobs/control/job-control.ts';
import type { JobRuns } from '../jobs/job-runner.ts';
import { toJobAnswer } from '../jobs/start/parse-job.ts';
import { parseRunningSettings } from '../jobs/control/running-settings.ts';
import { type HttpRoute, registerRoute } from './http/http-route.ts';
import { jobRunnerInputs, toJobRunner } from './job-orchestration-runner.ts';
import { readJson } from './http/request-body.ts';

export type ToRuns = (context: InvocationContext) => JobRuns;

/** Settings are some numbers. */
export const maxControlBytes = 10_000;

export function registerJob(control: JobControl): void {
  const methods = createJobMethods(control, toJobRunner);
  registerRoute('job', { route: 'jobs/{id}', extraInputs: jobRunnerInputs, methods });
}

/** `jobs/{id}`: the job with its progress; changing how one runs; deleting a finished one takes its outputs with it. */
export function createJobMethods(
  control: Pick<JobControl, 'read' | 'change' | 'remove'>,
  toRuns: ToRuns,
): HttpRoute['methods'] {
  return {
    GET: async (request) => ({ jsonBody: toJobAnswer(await control.read(readJobId(request))) }),
    PATCH: async (request) => {
      const settings = parseRunningSettings(await readJson(request, { maxBodyBytes: maxControlBytes }));
      return { jsonBody: toJobAnswer(await control.change(readJobId(request), settings)) };
    },
    DELETE: async (request, context) => {
      await control.remove(readJobId(request), toRuns(context));
      return { status: 204 };
    },
  };
}

/** The host gives route parameters as they are in the URL; what can be no id, such as "..", would lead elsewhere in the database. */
export function readJobId({ params: { id = '' } }: HttpRequest): string {
  return isJobId(id) ? id : refuseUnknownJob(id);
}
