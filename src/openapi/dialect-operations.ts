import type { Operation, Parameter } from './operation.ts';
import { scoringErrors, timeoutParameters } from './real-time-operations.ts';
import { azureMlAnswer, azureMlRequest, mlflowAnswer, mlflowRequest } from './scoring-schemas.ts';

const deployment: Parameter = {
  name: 'azureml-model-deployment',
  in: 'header',
  description: 'The model, or <model>:<version>; the default model where it is not given',
};
const azureMlErrors = [400, 401, 404, 413, 415, 429, 431, 500, 503];
const predictions = {
  200: { description: 'Predictions, one a record', content: { 'application/json': azureMlAnswer } },
};
const score = { path: '/score', tag: 'azure-ml', errorShape: 'azureml' } as const;

const invoke = {
  method: 'post',
  tag: 'mlflow',
  level: 'function',
  parameters: timeoutParameters,
  body: { required: true, content: { 'application/json': mlflowRequest, 'text/csv': 'text' } },
  answers: {
    200: { description: 'Predictions, one a record', content: { 'application/json': mlflowAnswer } },
  },
  errors: scoringErrors,
  errorShape: 'mlflow',
  examples: 'mlflow',
} as const satisfies Partial<Operation>;

const probe = { method: 'get', level: 'anonymous', tag: 'operations' } as const;
const ping = {
  ...probe,
  answers: { 200: { description: 'An empty line', content: { 'application/json': 'text' } } },
  errors: [405, 503],
} as const satisfies Partial<Operation>;

/** What clients of Azure ML and of MLflow know. */
export const dialectOperations: readonly Operation[] = [
  {
    ...probe,
    path: '/',
    id: 'azureMlHealth',
    summary: 'Whether it lives, as Azure ML asks',
    answers: { 200: { description: 'Healthy', content: { 'text/plain': 'text' } } },
    errors: [405],
  },
  {
    ...score,
    method: 'post',
    id: 'score',
    summary: 'Score records',
    level: 'function',
    parameters: [deployment, ...timeoutParameters],
    body: { required: true, content: { 'application/json': azureMlRequest } },
    answers: predictions,
    errors: azureMlErrors,
    examples: 'azureml',
  },
  {
    ...score,
    method: 'get',
    id: 'scoreByQuery',
    summary: 'Score one record whose values stand in the query',
    level: 'function',
    parameters: [deployment, ...timeoutParameters],
    answers: predictions,
    errors: azureMlErrors,
  },
  {
    ...score,
    method: 'options',
    id: 'scoreOptions',
    summary: 'What browsers ask before',
    level: 'function',
    answers: { 200: { description: 'Nothing' } },
    errors: [401],
  },
  { ...invoke, path: '/invocations', id: 'invoke', summary: 'Score by the default model' },
  { ...invoke, path: '/models/{model}/invocations', id: 'invokeModel', summary: 'Score by a model' },
  { ...ping, path: '/ping', id: 'ping', summary: 'Whether it can score' },
  { ...ping, path: '/health', id: 'health', summary: 'The same' },
  {
    ...probe,
    path: '/version',
    id: 'version',
    summary: 'Of the product',
    answers: { 200: { description: 'The version', content: { 'text/plain': 'text' } } },
    errors: [405],
  },
];
