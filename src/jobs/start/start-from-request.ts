import { z } from 'zod';
import { queryInputSchema } from '../../scoring/query-input.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { formatBlobPath, parseInputPath } from '../blob-path.ts';
import type { BlobPath, BlobStore } from '../blob-store.ts';
import { describeProblem } from '../describe-problem.ts';
import { isInputPattern } from '../input/input-files.ts';
import type { Job, JobTrigger } from '../job.ts';
import { parseJobId, toJobId } from '../job-id.ts';
import { isSameQuery, type JobQuery, toQueryPath } from '../input/job-query.ts';
import type { JobModels } from '../job-models.ts';
import { containers } from '../job-paths.ts';
import type { JobRunner } from '../job-runner.ts';
import { parseJobSettings } from '../job-settings.ts';
import type { JobStore } from '../job-store.ts';
import type { JobStarter, StartRequest } from './start-job.ts';

const ownShape = z.strictObject({
  id: z.string().optional(),
  model: z.string().optional(),
  version: z.string().optional(),
  input: z.string(),
  settings: z.unknown().optional(),
});

const queryShape = ownShape.extend({ input: queryInputSchema });

/** Azure ML's body: one data input under any name; what else it may hold is not used. */
const azureMlShape = z.object({
  properties: z.object({
    InputData: z.record(z.string(), z.object({ JobInputType: z.string(), Uri: z.string().optional() })),
  }),
});

export interface JobRequest {
  readonly body: unknown;
  /** Identifies the request; one sent again under the same id is the same job. */
  readonly trigger: Extract<JobTrigger, { kind: 'http' | 'queue' }>;
  /** The model where the body names none. */
  readonly model: string | undefined;
}

export interface RequestStarterDependencies {
  readonly jobs: JobStore;
  readonly blobs: BlobStore;
  readonly models: JobModels;
  readonly starter: JobStarter;
}

/** Starts a job by request; fails with `InvalidRequest`, `ModelNotFound`, or `Conflict` when the id names another job. */
export function createRequestStarter(dependencies: RequestStarterDependencies) {
  const { jobs, starter } = dependencies;
  return async (request: JobRequest, runner: JobRunner): Promise<Job> => {
    const parsed = parseRequest(request, dependencies);
    const { input, ...wanted } = parsed;
    const same = { model: wanted.model, ...toNamed(input) };
    const existing = await jobs.read(wanted.id);
    if (existing !== undefined) {
      assertSame(existing, same);
      return starter.start({ ...wanted, input: existing.input }, runner);
    }
    const job = await starter.start(await findInput(parsed, dependencies), runner);
    // Another request may have come first meanwhile.
    assertSame(job, same);
    return job;
  };
}

/** Tells the record of the job that a request would start, and starts nothing; fails as the request would. */
export function createRequestDrafter(dependencies: RequestStarterDependencies) {
  return async (request: JobRequest): Promise<Job> => {
    const found = await findInput(parseRequest(request, dependencies), dependencies);
    return dependencies.starter.draft(found);
  };
}

async function findInput(
  { input, ...wanted }: ParsedRequest,
  { blobs, models }: RequestStarterDependencies,
): Promise<StartRequest> {
  await models.resolve(wanted.model, wanted.version);
  if ('query' in input) return { ...wanted, input: toNamed(input) };
  const path = formatBlobPath(input);
  const properties = isInputPattern(input.name) ? {} : await blobs.properties(input);
  if (properties !== undefined) return { ...wanted, input: { path, ...properties } };
  throw new ScoringError('InvalidInput', `Cannot start the job: its input "${path}" is not there`);
}

type ParsedRequest = Omit<StartRequest, 'input'> & { readonly input: BlobPath | JobQuery };

/** What a job record says of its input from the first. */
function toNamed(input: ParsedRequest['input']): { readonly path: string; readonly query?: JobQuery } {
  return 'query' in input ? { path: toQueryPath(input), query: input } : { path: formatBlobPath(input) };
}

function parseRequest(
  { body, trigger, model: given }: JobRequest,
  { blobs: { accountUrl }, starter }: RequestStarterDependencies,
): ParsedRequest {
  const defaultModel = given ?? starter.onlyModel();
  const { id, input, version, settings, model = defaultModel } = parseBody(body);
  if (model === undefined) {
    throw new ScoringError(
      'InvalidRequest',
      'Cannot start a job: it names no model, and there is no default model',
    );
  }
  return {
    id: id === undefined ? toJobId(model, toSource(trigger)) : parseJobId(id),
    model,
    ...(version !== undefined && { version }),
    trigger,
    input:
      typeof input === 'string'
        ? parseInputPath(input, { containers: [containers.input], accountUrl })
        : input,
    settings: parseJobSettings(settings),
  };
}

function toSource(trigger: JobRequest['trigger']): readonly string[] {
  return [trigger.kind, trigger.kind === 'http' ? trigger.requestId : trigger.messageId];
}

type Body = z.infer<typeof ownShape> | z.infer<typeof queryShape>;

function parseBody(body: unknown): Body {
  if (typeof body === 'object' && body !== null && 'properties' in body) return parseAzureMl(body);
  const parsed = (hasQuery(body) ? queryShape : ownShape).safeParse(body);
  if (parsed.success) return parsed.data;
  throw refuse(describeProblem(parsed.error));
}

function hasQuery(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('input' in body)) return false;
  return typeof body.input === 'object' && body.input !== null && 'kind' in body.input;
}

function parseAzureMl(body: object): z.infer<typeof ownShape> {
  const parsed = azureMlShape.safeParse(body);
  if (!parsed.success) throw refuse(describeProblem(parsed.error));
  const inputs = Object.values(parsed.data.properties.InputData).filter(
    (input) => input.JobInputType !== 'Literal',
  );
  const [input] = inputs;
  if (input === undefined || inputs.length > 1)
    throw refuse(`it has ${inputs.length} data inputs, expected 1`);
  const { JobInputType: type, Uri: uri } = input;
  const isFolder = type === 'UriFolder';
  if ((type !== 'UriFile' && !isFolder) || uri === undefined) {
    throw refuse(`its input is "${type}", expected "UriFile" or "UriFolder" with a "Uri"`);
  }
  return { input: isFolder && !uri.endsWith('/') ? `${uri}/` : uri, settings: undefined };
}

function refuse(reason: string): ScoringError {
  return new ScoringError('InvalidRequest', `Cannot start a job: ${reason}`);
}

interface Named {
  readonly model: string;
  readonly path: string;
  readonly query?: JobQuery;
}

function assertSame(job: Job, wanted: Named): void {
  const isSame = job.model === wanted.model && job.input.path === wanted.path;
  if (isSame && isSameQuery(job.input.query, wanted.query)) return;
  const reason = `it exists, with model "${job.model}" and input "${job.input.path}"`;
  throw new ScoringError('Conflict', `Cannot start job "${job.id}": ${reason}`);
}
