import type { Operation } from './operation.ts';
import { live, ready } from './v2-schemas.ts';
import { anyDocument } from './document-schema.ts';

const probe = { method: 'get', level: 'anonymous', tag: 'operations' } as const;

/** What there is in each role of the app. */
export const commonOperations: readonly Operation[] = [
  {
    ...probe,
    path: '/v2/health/live',
    id: 'live',
    summary: 'Whether it lives',
    answers: { 200: { description: 'It does', content: { 'application/json': live } } },
    errors: [405],
  },
  {
    ...probe,
    path: '/v2/health/ready',
    id: 'ready',
    summary: 'Whether it can answer',
    answers: {
      200: { description: 'It can', content: { 'application/json': ready } },
      503: { description: 'It cannot yet', content: { 'application/json': ready } },
    },
    errors: [405],
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'openApi',
    summary: 'This description',
    tag: 'operations',
    level: 'function',
    answers: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': anyDocument } } },
    errors: [401],
  },
  {
    ...probe,
    path: '/console/{file}',
    id: 'console',
    summary: 'The web pages; without a file, the first of them',
    answers: {
      200: { description: 'A page, script or style', content: { 'text/html': 'text' } },
      304: { description: 'It is as the caller has it' },
      308: { description: 'The pages are at /console/, with the slash' },
    },
    errors: [404, 405],
  },
];

/** What there is where requests are scored. */
export const realTimeUpkeep: readonly Operation[] = [
  {
    method: 'get',
    path: '/metrics',
    id: 'metrics',
    summary: 'Figures for Prometheus',
    tag: 'operations',
    level: 'admin',
    answers: { 200: { description: 'Text of Prometheus', content: { 'text/plain': 'text' } } },
    errors: [401],
  },
  {
    method: 'get',
    path: '/swagger.json',
    id: 'swagger',
    summary: 'A description of /score, as Azure ML has it',
    tag: 'azure-ml',
    level: 'function',
    parameters: [
      {
        name: 'version',
        in: 'query',
        description: 'Of the format; 2 where not given',
        values: ['2', '3', '3.1'],
      },
    ],
    answers: { 200: { description: 'The description', content: { 'application/json': anyDocument } } },
    errors: [401, 404],
    errorShape: 'azureml',
  },
];
