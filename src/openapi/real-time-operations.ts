import { aliasAnswer, aliasMove, modelContract, modelList } from './model-schemas.ts';
import type { Operation, Parameter } from './operation.ts';
import { predictAnswer, predictRequest, storedPrediction } from './scoring-schemas.ts';

export const scoringErrors = [400, 401, 404, 413, 415, 429, 503, 504] as const;

export const timeoutParameters: readonly Parameter[] = [
  { name: 'timeout', in: 'header', description: 'Milliseconds that the caller waits', type: 'integer' },
  { name: 'x-request-id', in: 'header', description: 'Comes back with the answer, and stands in the log' },
];

const predict = {
  method: 'post',
  tag: 'scoring',
  level: 'function',
  parameters: [
    {
      name: 'onError',
      in: 'query',
      description: 'What a bad record spoils: the whole request, or only its own answer',
      values: ['request', 'record'],
    },
    ...timeoutParameters,
  ],
  body: {
    required: true,
    content: {
      'application/json': predictRequest,
      'text/csv': 'text',
      'image/png': 'binary',
      'image/jpeg': 'binary',
    },
  },
  answers: {
    200: {
      description: 'Predictions, one a record, in order',
      content: { 'application/json': predictAnswer, 'text/csv': 'text' },
    },
  },
  errors: scoringErrors,
  examples: 'records',
} as const satisfies Partial<Operation>;

const force: Parameter = {
  name: 'force',
  in: 'query',
  description: 'Also where it breaks callers: other inputs or outputs',
  type: 'boolean',
};
const ifMatch: Parameter = {
  name: 'If-Match',
  in: 'header',
  description: 'The ETag that the change is made to',
};
const aliasPath = '/models/{model}/aliases/{alias}';
const aliasChange = {
  tag: 'models',
  level: 'admin',
  parameters: [force, ifMatch],
  answers: { 200: { description: 'The alias as it is now', content: { 'application/json': aliasAnswer } } },
  errors: [400, 401, 404, 409, 412, 413, 503],
} as const satisfies Partial<Operation>;

const readPrediction = {
  method: 'get',
  tag: 'scoring',
  level: 'function',
  answers: {
    200: {
      description: "As a job stored it, or the scoring of a device's latest reading",
      content: { 'application/json': storedPrediction },
    },
  },
} as const satisfies Partial<Operation>;

export const realTimeOperations: readonly Operation[] = [
  {
    ...predict,
    path: '/models/{model}/predict',
    id: 'predict',
    summary: 'Score by the version in production',
  },
  {
    ...predict,
    path: '/models/{model}/versions/{version}/predict',
    id: 'predictByVersion',
    summary: 'Score by a version or an alias',
  },
  {
    ...readPrediction,
    path: '/models/{model}/predictions/{key}',
    id: 'getPrediction',
    summary: 'The latest stored prediction of a record',
    errors: [401, 404, 503],
  },
  {
    ...readPrediction,
    path: '/models/{model}/predictions',
    id: 'getPredictionByQuery',
    summary: 'The same, for a key that no path can hold, such as "." or one with %2F in it',
    parameters: [{ name: 'key', in: 'query', description: 'Of the record', required: true }],
    errors: [400, 401, 404, 503],
  },
  {
    method: 'get',
    path: '/models',
    id: 'listModels',
    summary: 'All models in short',
    tag: 'models',
    level: 'function',
    answers: { 200: { description: 'The models', content: { 'application/json': modelList } } },
    errors: [401],
  },
  {
    method: 'get',
    path: '/models/{model}',
    id: 'getModel',
    summary: 'What a record must hold, and what is answered',
    tag: 'models',
    level: 'function',
    answers: { 200: { description: 'The contract', content: { 'application/json': modelContract } } },
    errors: [401, 404, 503],
  },
  {
    ...aliasChange,
    method: 'get',
    path: aliasPath,
    id: 'getAlias',
    summary: 'Which version an alias points at',
    parameters: [],
    errors: [401, 404],
  },
  {
    ...aliasChange,
    method: 'put',
    path: aliasPath,
    id: 'moveAlias',
    summary: 'Point an alias at another version',
    body: { required: true, content: { 'application/json': aliasMove } },
  },
  {
    ...aliasChange,
    method: 'post',
    path: `${aliasPath}/rollback`,
    id: 'rollBackAlias',
    summary: 'Point an alias back at the version before',
  },
];
