import type { HttpHandler } from '@azure/functions';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { registerRoute, routeMethods } from './http-route.ts';

const answerNotFound: HttpHandler = (request) => {
  const { pathname } = new URL(request.url);
  throw new ScoringError('RouteNotFound', `Cannot ${request.method} ${pathname}: there is no such path`);
};

/** Registers the answer to every path that nothing else answers. Its name sorts last: the host takes the first route that matches, by function name. */
export function registerNotFound(): void {
  registerRoute('zz-not-found', {
    route: '{*path}',
    authLevel: 'anonymous',
    methods: Object.fromEntries(routeMethods.map((method) => [method, answerNotFound])),
  });
}
