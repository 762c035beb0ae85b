import { registerRoute } from '../http/http-route.ts';

/** Registers what probes of Azure ML ask: `GET /`. An empty route is not allowed, so it is a parameter that is never there. */
export function registerAzureMlHealth(): void {
  registerRoute('azureml-health', {
    route: '{ignored:maxlength(0)?}',
    authLevel: 'anonymous',
    methods: { GET: () => ({ headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'Healthy' }) },
  });
}
