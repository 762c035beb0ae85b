import type { HttpHandler } from '@azure/functions';
import { registerRoute } from './http/http-route.ts';

export interface HealthDependencies {
  /** Whether every model that ships is loaded and answers. */
  readonly isReady: () => boolean;
}

/** Registers liveness and readiness. */
export function registerHealth({ isReady }: HealthDependencies): void {
  registerRoute('health-live', {
    route: 'v2/health/live',
    authLevel: 'anonymous',
    methods: { GET: () => ({ jsonBody: { live: true } }) },
  });
  registerRoute('health-ready', {
    route: 'v2/health/ready',
    authLevel: 'anonymous',
    methods: { GET: createReadyHandler(isReady) },
  });
}

/** 503 keeps traffic away from an instance that still loads its models. */
export function createReadyHandler(isReady: () => boolean): HttpHandler {
  return () => {
    const ready = isReady();
    return { status: ready ? 200 : 503, jsonBody: { live: true, ready } };
  };
}
