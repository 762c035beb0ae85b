import type { TracingOptions } from '../../telemetry/open-tracer.ts';
import type { ScoringObserver } from '../scoring-call.ts';

export interface Tracing {
  readonly observer: ScoringObserver;
  readonly close: () => Promise<void>;
}

/**
 * Traces requests to Application Insights. What that takes is loaded beside the start of the app, half a second of work which no
 * request waits for; those that end meanwhile are traced afterwards.
 */
export function createTracing(options: TracingOptions, onError: (error: unknown) => void): Tracing {
  let open: Tracing | undefined;
  const opening = load(options);
  opening.then((loaded) => (open = loaded), onError);
  return {
    observer: {
      end: (call) => {
        if (open !== undefined) open.observer.end(call);
        else
          opening.then(
            ({ observer }) => observer.end(call),
            () => undefined,
          );
      },
    },
    close: () => opening.then(({ close }) => close()).catch(onError),
  };
}

async function load(options: TracingOptions): Promise<Tracing> {
  const [{ openTracer }, { createRequestTraces }] = await Promise.all([
    import('../../telemetry/open-tracer.ts'),
    import('./request-traces.ts'),
  ]);
  const { tracer, close } = openTracer(options);
  return { observer: createRequestTraces(tracer), close };
}
