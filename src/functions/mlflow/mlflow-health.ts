import type { HttpHandler } from '@azure/functions';
import { registerRoute } from '../http/http-route.ts';

export interface MlflowHealthDependencies {
  readonly isReady: () => boolean;
  /** Of this product. */
  readonly version: string;
}

/** Registers what platforms that serve models of MLflow ask: whether it can score, and which version answers. */
export function registerMlflowHealth(dependencies: MlflowHealthDependencies): void {
  for (const route of ['ping', 'health']) {
    registerRoute(`mlflow-${route}`, {
      route,
      authLevel: 'anonymous',
      methods: { GET: createPingHandler(dependencies) },
    });
  }
  registerRoute('mlflow-version', {
    route: 'version',
    authLevel: 'anonymous',
    methods: {
      GET: () => ({ headers: { 'content-type': 'text/plain; charset=utf-8' }, body: dependencies.version }),
    },
  });
}

/** An empty line, as JSON: only the status says something. */
export function createPingHandler({ isReady }: Pick<MlflowHealthDependencies, 'isReady'>): HttpHandler {
  return () => ({
    status: isReady() ? 200 : 503,
    headers: { 'content-type': 'application/json' },
    body: '\n',
  });
}
