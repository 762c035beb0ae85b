import { call } from './api.ts';
import { type Fields, toFields, toList } from './read.ts';
import { parseServerTiming } from './server-timing.ts';

export interface TimedPredictions {
  readonly predictions: readonly Fields[];
  /** What the app took, by its header Server-Timing. */
  readonly serverMs: number;
  /** From the click until the answer was read. */
  readonly roundTripMs: number;
}

/** Scores a record, or an array of them. */
export async function predict(model: string, records: unknown): Promise<TimedPredictions> {
  const startMs = performance.now();
  const route = `models/${encodeURIComponent(model)}/predict`;
  const response = await call(route, { method: 'POST', body: records });
  const { predictions } = toFields(await response.json());
  const parts = parseServerTiming(response.headers.get('server-timing') ?? '');
  return {
    predictions: toList(predictions).map(toFields),
    serverMs: [...parts.values()].reduce((sum, ms) => sum + ms, 0),
    roundTripMs: performance.now() - startMs,
  };
}
