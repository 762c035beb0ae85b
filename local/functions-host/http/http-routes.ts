import { type Binding, type FunctionMetadata, triggerOf } from '../invoker.ts';
import { compileRoute, type RouteMatcher, type RouteValues } from './route-template.ts';

export interface HttpRoute {
  readonly metadata: FunctionMetadata;
  readonly trigger: Binding;
  /** In upper case. */
  readonly methods: readonly string[];
  readonly authLevel: string;
  /** Path template with the host's prefix, for people to read. */
  readonly template: string;
  readonly match: RouteMatcher;
}

export interface RouteMatch {
  readonly route: HttpRoute;
  readonly values: RouteValues;
}

const text = (value: unknown, fallback: string) => (typeof value === 'string' ? value : fallback);

function toRoute(metadata: FunctionMetadata, prefix: string): HttpRoute {
  const trigger = triggerOf(metadata);
  const methods = Array.isArray(trigger.methods)
    ? trigger.methods.map((method) => String(method).toUpperCase())
    : [];
  const template = [prefix, text(trigger.route, metadata.name)].filter((part) => part !== '').join('/');
  const authLevel = text(trigger.authLevel, 'function').toLowerCase();
  return { metadata, trigger, methods, authLevel, template, match: compileRoute(template) };
}

const byName = (a: FunctionMetadata, b: FunctionMetadata) =>
  a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1;

/**
 * The HTTP functions in the order in which the host asks them: sorted by function name, case aside. The first
 * route that fits path and method wins, however literal a later one is.
 */
export function createHttpRoutes(
  functions: readonly FunctionMetadata[],
  prefix: string,
): readonly HttpRoute[] {
  return functions
    .filter((metadata) => triggerOf(metadata).type === 'httpTrigger')
    .toSorted(byName)
    .map((metadata) => toRoute(metadata, prefix));
}

/** Finds the route of a request; `path` is encoded, without leading slash and query. */
export function findRoute(
  routes: readonly HttpRoute[],
  method: string,
  path: string,
): RouteMatch | undefined {
  if (path.includes('//')) return undefined;
  for (const route of routes) {
    if (!route.methods.includes(method)) continue;
    const values = route.match(path);
    if (values !== undefined) return { route, values };
  }
  return undefined;
}

/** A route of this path for another method: where keys are asked, a wrong key is told before a wrong method. */
export function findRouteOfPath(routes: readonly HttpRoute[], path: string): HttpRoute | undefined {
  return routes.find((route) => route.match(path) !== undefined);
}
