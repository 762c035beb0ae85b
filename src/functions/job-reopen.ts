import type { HttpHandler, HttpRequest } from '@azure/functions';
import type { JobControl } from '../jobs/control/job-control.ts';
import { toJobAnswer } from '../jobs/start/parse-job.ts';
import { parseRunningSettings } from '../jobs/control/running-settings.ts';
import type { JobReopener } from '../jobs/control/reopen-job.ts';
import { type HttpRoute, registerRoute } from './http/http-route.ts';
import { jobRunnerInputs, toJobRunner } from './job-orchestration-runner.ts';
import { maxControlBytes, readJobId, type ToRuns } from './job.ts';
import { parseJson, readBody } from './http/request-body.ts';

export function registerJobReopening(control: JobControl): void {
  for (const action of ['resume', 'retry'] as const) {
    const methods = createReopenMethods(control[action], toJobRunner);
    registerRoute(`job-${action}`, { route: `jobs/{id}/${action}`, extraInputs: jobRunnerInputs, methods });
  }
}

/** `jobs/{id}/resume`, `/retry`: begins a finished job again; a body may change how it runs. */
export function createReopenMethods(reopen: JobReopener['resume'], toRuns: ToRuns): HttpRoute['methods'] {
  const POST: HttpHandler = async (request, context) => {
    const settings = parseRunningSettings(await readOptionalJson(request));
    const job = await reopen({ id: readJobId(request), settings }, toRuns(context));
    const location = new URL(`/jobs/${job.id}`, request.url).href;
    return { status: 202, headers: { Location: location }, jsonBody: toJobAnswer(job) };
  };
  return { POST };
}

async function readOptionalJson(request: HttpRequest): Promise<unknown> {
  const body = await readBody(request, { maxBodyBytes: maxControlBytes });
  return body.length === 0 ? undefined : parseJson(body);
}
