import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  type RegisteredRoute,
  type Registration,
  loadRegistrations,
  toRoutes,
} from './support/registrations.ts';

/** A path that a route is meant for; parameters get a value that no literal has. */
const toPath = (route: string): string =>
  route
    .replace('{*path}', 'no/such/path')
    .replace('{ignored:maxlength(0)?}', '')
    .replaceAll(/\{\w+\??\}/g, 'some-value');

const toPattern = (route: string): RegExp =>
  new RegExp(
    `^${route
      .replace('{ignored:maxlength(0)?}', '')
      .replace(/\{\*\w+\}/, '.*')
      .replaceAll(/\/\{\w+\?\}/g, '(/[^/]+)?')
      .replaceAll(/\{\w+\}/g, '[^/]+')}$`,
    'i',
  );

const findAnswering = (routes: readonly RegisteredRoute[], path: string): string | undefined =>
  routes.find(({ route }) => toPattern(route).test(path))?.name;

describe.each(['all', 'realtime', 'batch'])('the app in role %s', (role) => {
  let registrations: readonly Registration[];
  let routes: readonly RegisteredRoute[];

  beforeAll(async () => {
    registrations = await loadRegistrations({ SCORING_ROLE: role });
    routes = toRoutes(registrations);
  });

  test('registers each function under a name of its own', () => {
    const names = registrations.map(({ name }) => name.toLowerCase());
    expect(names).toHaveLength(new Set(names).size);
  });

  test('answers each path by the function that is meant for it', () => {
    const answering = routes.map(({ route }) => findAnswering(routes, toPath(route)));
    expect(answering).toEqual(routes.map(({ name }) => name));
  });

  test('has its catch-all last', () => {
    expect(routes.at(-1)).toEqual({ name: 'zz-not-found', route: '{*path}', authLevel: 'anonymous' });
  });

  test('asks for a key on all paths but those that platforms probe, the files of the pages and what is not there', () => {
    const open = routes.filter(({ authLevel }) => authLevel === 'anonymous').map(({ name }) => name);
    const probes = [
      'azureml-health',
      'health-live',
      'health-ready',
      'mlflow-health',
      'mlflow-ping',
      'mlflow-version',
    ];
    expect([...probes, 'console', 'zz-not-found']).toEqual(expect.arrayContaining(open));
  });
});
