import type { z } from 'zod';
import type { Operation } from './operation.ts';
import { scoringErrors, timeoutParameters } from './real-time-operations.ts';
import * as schemas from './v2-schemas.ts';

const common = { tag: 'open-inference', level: 'function' } as const;

function toAnswer(description: string, schema: z.ZodType): Operation['answers'] {
  return { 200: { description, content: { 'application/json': schema } } };
}

function get(path: string, id: string, summary: string, schema: z.ZodType): Operation {
  const errors = path.includes('{') ? [401, 404, 503] : [401];
  return { ...common, method: 'get', path, id, summary, answers: toAnswer(summary, schema), errors };
}

function infer(path: string, id: string, summary: string): Operation {
  const binary = { 'application/octet-stream': 'binary' } as const;
  return {
    ...common,
    ...{ method: 'post', path, id, summary },
    parameters: [
      {
        name: 'Inference-Header-Content-Length',
        in: 'header',
        description: 'Length of the JSON, where bytes of tensors follow it',
        type: 'integer',
      },
      ...timeoutParameters,
    ],
    body: { required: true, content: { 'application/json': schemas.inferRequest, ...binary } },
    answers: {
      200: { description: 'The outputs', content: { 'application/json': schemas.inferAnswer, ...binary } },
    },
    errors: scoringErrors,
  };
}

function administer(
  path: string,
  id: string,
  summary: string,
  of: { body: z.ZodType; answer: z.ZodType },
): Operation {
  return {
    ...common,
    ...{ method: 'post', path, id, summary, level: 'admin' },
    body: { content: { 'application/json': of.body } },
    answers: toAnswer(summary, of.answer),
    errors: [400, 401, 404, 409, 413, 503],
  };
}

const model = '/v2/models/{model}';
const version = `${model}/versions/{version}`;
const repository = '/v2/repository';

/** The Open Inference Protocol v2 with its extensions. */
export const v2Operations: readonly Operation[] = [
  get('/v2', 'v2Server', 'The server and its extensions', schemas.serverMetadata),
  get('/v2/models', 'v2Models', 'Names of the models', schemas.modelNames),
  get(model, 'v2Model', 'Tensors of a model', schemas.modelMetadata),
  get(version, 'v2ModelVersion', 'Tensors of a version', schemas.modelMetadata),
  get(`${model}/ready`, 'v2ModelReady', 'Whether a model can answer', schemas.modelReady),
  get(`${version}/ready`, 'v2ModelVersionReady', 'Whether a version can answer', schemas.modelReady),
  get('/v2/models/stats', 'v2Statistics', 'Figures of all models', schemas.statistics),
  get(`${model}/stats`, 'v2ModelStatistics', 'Figures of a model', schemas.statistics),
  get(`${version}/stats`, 'v2ModelVersionStatistics', 'Figures of a version', schemas.statistics),
  infer(`${model}/infer`, 'v2Infer', 'Tensors in, tensors out'),
  infer(`${version}/infer`, 'v2InferByVersion', 'The same by a version'),
  administer(`${repository}/index`, 'v2RepositoryIndex', 'States of all versions', {
    body: schemas.repositoryIndexRequest,
    answer: schemas.repositoryIndex,
  }),
  administer(`${repository}/models/{model}/load`, 'v2Load', 'Read a model anew, and put it into service', {
    body: schemas.loadRequest,
    answer: schemas.modelVersions,
  }),
  administer(`${repository}/models/{model}/unload`, 'v2Unload', 'Take a model out of the service', {
    body: schemas.loadRequest,
    answer: schemas.modelVersions,
  }),
];
