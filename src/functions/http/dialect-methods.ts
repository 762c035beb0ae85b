import type { HttpResponseInit } from '@azure/functions';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { type HttpRoute, type RouteMethod, routeMethods } from './http-route.ts';

/** The methods of a path, where those that it does not have are refused in the dialect's own shape of an error. */
export function refuseOtherMethods(
  methods: HttpRoute['methods'],
  toError: (error: ScoringError) => HttpResponseInit,
): HttpRoute['methods'] {
  const has = (method: RouteMethod): boolean =>
    methods[method] !== undefined || (method === 'HEAD' && methods.GET !== undefined);
  const allow = routeMethods.filter(has);
  const refuse = ({ method, url }: { readonly method: string; readonly url: string }): HttpResponseInit => {
    const message = `Cannot answer ${method} ${new URL(url).pathname}: it allows ${allow.join(', ')}`;
    return toError(new ScoringError('MethodNotAllowed', message, { details: { allow } }));
  };
  const others = routeMethods.filter((method) => !has(method)).map((method) => [method, refuse] as const);
  return { ...methods, ...Object.fromEntries(others) };
}
