import type { ForecastAnswer } from '../jobs/report/forecast/find-forecast.ts';
import { type HttpRoute, registerRoute } from './http/http-route.ts';
import { readJobId } from './job.ts';

export type FindForecast = (jobId: string, key: string | undefined) => Promise<ForecastAnswer>;

export function registerReportForecast(findForecast: FindForecast): void {
  registerRoute('job-forecast', {
    route: 'jobs/{id}/forecast',
    methods: createForecastMethods(findForecast),
  });
}

/** `jobs/{id}/forecast?key=`: history and forecast of one series, or of all together. */
export function createForecastMethods(findForecast: FindForecast): HttpRoute['methods'] {
  return {
    GET: async (request) => ({
      jsonBody: await findForecast(readJobId(request), request.query.get('key') ?? undefined),
    }),
  };
}
