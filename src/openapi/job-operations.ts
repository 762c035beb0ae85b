import { job, jobChange, jobList, jobRequest } from './job-schemas.ts';
import type { Content, Operation, Parameter } from './operation.ts';
import { jobForecast, jobReport } from './report-schema.ts';
import { activeStatuses, finalStatuses } from '../jobs/job.ts';

const common = { tag: 'jobs', level: 'function' } as const;
const one = '/jobs/{id}';
const theJob = { description: 'The job', content: { 'application/json': job } };
const accepted = { 202: { ...theJob, description: 'The job; Location tells where it is' } };

const listParameters: readonly Parameter[] = [
  { name: 'model', in: 'query', description: 'Of this model only' },
  {
    name: 'status',
    in: 'query',
    description: 'In this state only',
    values: [...activeStatuses, ...finalStatuses],
  },
  { name: 'limit', in: 'query', description: '1 to 1000; 50 where not given', type: 'integer' },
  { name: 'next', in: 'query', description: 'What the answer before gave as next' },
];

function toOutput(
  name: 'predictions' | 'errors' | 'manifest' | 'report',
  mediaType: string,
  schema: Content[string] = 'text',
): Operation {
  const content = { [mediaType]: 'text' } as const;
  return {
    ...common,
    method: 'get',
    path: `${one}/${name}`,
    id: `getJob${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    summary: `The ${name} of a job, streamed`,
    parameters: [
      { name: 'Range', in: 'header', description: 'bytes=<first>-<last>' },
      { name: 'If-None-Match', in: 'header', description: 'The ETag that is known' },
    ],
    answers: {
      200: { description: 'All of it', content: { [mediaType]: schema } },
      206: { description: 'The range', content },
      304: { description: 'It is as it is known' },
    },
    errors: [401, 404, 416, 503],
  };
}

const reopened = {
  ...common,
  method: 'post',
  body: { content: { 'application/json': jobChange } },
  answers: accepted,
  errors: [400, 401, 404, 409, 413, 503],
} as const satisfies Partial<Operation>;

/** The batch endpoint. */
export const jobOperations: readonly Operation[] = [
  {
    ...common,
    method: 'get',
    path: '/jobs',
    id: 'listJobs',
    summary: 'Jobs, the newest first',
    parameters: listParameters,
    answers: { 200: { description: 'A page of them', content: { 'application/json': jobList } } },
    errors: [400, 401, 503],
  },
  {
    ...common,
    method: 'post',
    path: '/jobs',
    id: 'startJob',
    summary: 'Score a table that lies in storage',
    parameters: [
      { name: 'azureml-model-deployment', in: 'header', description: 'The model where the body names none' },
      { name: 'x-request-id', in: 'header', description: 'The same id again is the same job' },
    ],
    body: { required: true, content: { 'application/json': jobRequest } },
    answers: accepted,
    errors: [400, 401, 404, 409, 413, 503],
  },
  {
    ...common,
    method: 'get',
    path: one,
    id: 'getJob',
    summary: 'A job and how far it is',
    answers: { 200: theJob },
    errors: [401, 404, 503],
  },
  {
    ...common,
    method: 'patch',
    path: one,
    id: 'changeJob',
    summary: 'Change how a job runs',
    body: { required: true, content: { 'application/json': jobChange } },
    answers: { 200: theJob },
    errors: [400, 401, 404, 409, 413, 503],
  },
  {
    ...common,
    method: 'delete',
    path: one,
    id: 'deleteJob',
    summary: 'Remove a finished job with its outputs',
    answers: { 204: { description: 'It is gone' } },
    errors: [401, 404, 409, 503],
  },
  {
    ...common,
    method: 'post',
    path: `${one}/cancel`,
    id: 'cancelJob',
    summary: 'Begin no further chunk',
    answers: { 202: theJob },
    errors: [401, 404, 409, 503],
  },
  { ...reopened, path: `${one}/resume`, id: 'resumeJob', summary: 'Score what is missing' },
  { ...reopened, path: `${one}/retry`, id: 'retryJob', summary: 'Score again what failed' },
  toOutput('predictions', 'text/csv'),
  toOutput('errors', 'application/x-ndjson'),
  toOutput('manifest', 'application/json'),
  toOutput('report', 'application/json', jobReport),
  {
    ...common,
    method: 'get',
    path: `${one}/forecast`,
    id: 'getJobForecast',
    summary: 'History and forecast of a series of a job, or of all together',
    parameters: [
      {
        name: 'key',
        in: 'query',
        description: 'The values of its columns with "/" between, "*" for any; all where not given',
      },
    ],
    answers: { 200: { description: 'By time', content: { 'application/json': jobForecast } } },
    errors: [400, 401, 404, 413, 503],
  },
];
