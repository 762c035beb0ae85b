import type { ScoringCall } from '../scoring-call.ts';

/** Where the time of a request went, in ms, as the header Server-Timing says it; `parse` includes the arrival of the body. */
export function toServerTiming({ scored, parseMs, serialiseMs }: ScoringCall): string {
  const { queueMs = 0, inferMs = 0 } = scored?.timings ?? {};
  return `queue;dur=${toText(queueMs)}, parse;dur=${toText(parseMs)}, infer;dur=${toText(inferMs)}, serialise;dur=${toText(serialiseMs)}`;
}

/** To the microsecond. */
function toText(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
