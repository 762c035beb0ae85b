import { DefaultAzureCredential } from '@azure/identity';
import {
  type AzureMonitorExporterOptions,
  AzureMonitorTraceExporter,
} from '@azure/monitor-opentelemetry-exporter';
import type { Tracer } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

export interface TracingOptions {
  /** Of Application Insights. */
  readonly connectionString: string;
  /** Whether spans are sent by this app's identity, as they must be where the resource takes no others. */
  readonly byIdentity: boolean;
  /** What the app is called in Application Insights. */
  readonly appName: string;
  /** How spans travel, where not as usual. */
  readonly client?: Pick<AzureMonitorExporterOptions, 'host' | 'allowInsecureConnection'>;
}

export interface OpenTracer {
  readonly tracer: Tracer;
  /** Sends what is left. */
  readonly close: () => Promise<void>;
}

/** The app waits for no more than this when it ends. */
const exportTimeoutMillis = 5000;

/** Opens a tracer whose spans go to Application Insights, some at a time. Sampling is as the variables OTEL_TRACES_SAMPLER* say. */
export function openTracer({ connectionString, byIdentity, appName, client }: TracingOptions): OpenTracer {
  const exporter = new AzureMonitorTraceExporter({
    ...client,
    connectionString,
    // What cannot be sent would be kept on a disk that is gone with its instance.
    disableOfflineStorage: true,
    ...(byIdentity && { credential: new DefaultAzureCredential() }),
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': appName }),
    spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis })],
  });
  return { tracer: provider.getTracer('onscore'), close: () => provider.shutdown() };
}
