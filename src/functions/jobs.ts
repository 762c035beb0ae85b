import type { HttpRequest, InvocationContext } from '@azure/functions';
import { z } from 'zod';
import { describeProblem } from '../jobs/describe-problem.ts';
import { activeStatuses, finalStatuses, type Job } from '../jobs/job.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import type { JobQuery, JobStore } from '../jobs/job-store.ts';
import { toJobAnswer } from '../jobs/start/parse-job.ts';
import type { JobPreview } from '../jobs/plan/preview-job.ts';
import type { JobRequest } from '../jobs/start/start-from-request.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { type HttpRoute, registerRoute } from './http/http-route.ts';
import { jobRunnerInputs, toJobRunner } from './job-orchestration-runner.ts';
import { readJson } from './http/request-body.ts';

type ToRunner = (context: InvocationContext) => JobRunner;

export interface JobsOptions {
  readonly jobs: Pick<JobStore, 'list'>;
  readonly startFromRequest: (request: JobRequest, runner: JobRunner) => Promise<Job>;
  /** What would become of the job that a request asks for. */
  readonly previewFromRequest: (request: JobRequest) => Promise<JobPreview>;
  /** The model of requests that name none. */
  readonly defaultModel: string | undefined;
  readonly maxBodyBytes: number;
}

export function registerJobs(options: JobsOptions): void {
  registerRoute('jobs', {
    route: 'jobs',
    extraInputs: jobRunnerInputs,
    methods: createJobsMethods(options, toJobRunner),
  });
}

/** `jobs`: starts a job, or with `?plan=true` tells what it would be, or lists jobs, the newest first. */
export function createJobsMethods(options: JobsOptions, toRunner: ToRunner): HttpRoute['methods'] {
  return {
    GET: async (request) => {
      const { jobs, next } = await options.jobs.list(parseJobQuery(request));
      return { jsonBody: { jobs: jobs.map(toJobAnswer), ...(next !== undefined && { next }) } };
    },
    POST: async (request, context) => {
      if (isPlanOnly(request)) {
        return {
          jsonBody: await options.previewFromRequest(await readJobRequest(options, request, context)),
        };
      }
      const job = await options.startFromRequest(
        await readJobRequest(options, request, context),
        toRunner(context),
      );
      const location = new URL(`/jobs/${job.id}`, request.url).href;
      return { status: 202, headers: { Location: location }, jsonBody: toJobAnswer(job) };
    },
  };
}

function isPlanOnly(request: HttpRequest): boolean {
  const value = request.query.get('plan') ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  const reason = `plan is ${JSON.stringify(value)}, expected true or false`;
  throw new ScoringError('InvalidRequest', `Cannot start a job: ${reason}`);
}

async function readJobRequest(
  { defaultModel, maxBodyBytes }: JobsOptions,
  request: HttpRequest,
  context: InvocationContext,
): Promise<JobRequest> {
  return {
    body: await readJson(request, { maxBodyBytes }),
    trigger: { kind: 'http', requestId: request.headers.get('x-request-id') ?? context.invocationId },
    // Azure ML's way to name the deployment that is to score.
    model: request.headers.get('azureml-model-deployment') ?? defaultModel,
  };
}

const querySchema = z.object({
  model: z.string().min(1).exactOptional(),
  status: z.enum([...activeStatuses, ...finalStatuses]).exactOptional(),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  next: z.base64url().exactOptional(),
});

function parseJobQuery(request: HttpRequest): JobQuery {
  const parsed = querySchema.safeParse(Object.fromEntries(request.query));
  if (parsed.success) return parsed.data;
  throw new ScoringError('InvalidRequest', `Cannot list jobs: ${describeProblem(parsed.error)}`);
}
