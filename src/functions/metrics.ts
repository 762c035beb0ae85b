import type { MetricSource } from '../telemetry/metric-family.ts';
import { readProcessMetrics } from '../telemetry/process-metrics.ts';
import { prometheusContentType, toPrometheusText } from '../telemetry/prometheus-text.ts';
import { type HttpRoute, registerRoute } from './http/http-route.ts';

/** Registers the metrics of this instance, for Prometheus. */
export function registerMetrics(sources: readonly MetricSource[]): void {
  registerRoute('metrics', { route: 'metrics', authLevel: 'admin', methods: createMetricsMethods(sources) });
}

/** `metrics`: what the sources tell, and what there is to tell of the process. */
export function createMetricsMethods(sources: readonly MetricSource[]): HttpRoute['methods'] {
  return {
    GET: async () => ({
      headers: { 'content-type': prometheusContentType },
      body: toPrometheusText(sources.flatMap((collect) => collect())) + (await readProcessMetrics()),
    }),
  };
}
