import { z } from 'zod';
import type { DevicePrediction, DeviceState } from '../events/device-state.ts';
import type { ListedReading } from '../events/device-store.ts';

/** The state of a device for a model; it has no `time`, the one value that is indexed, so that only predictions are found by it. */
export function toStateDocument(state: DeviceState): { readonly id: string; readonly device: string } {
  return { id: toStateId(state.model), ...state };
}

export function toStateId(model: string): string {
  return `${model}:state`;
}

/** A device's readings have different times, and model names no colons. */
export function toPredictionDocument(prediction: DevicePrediction, ttlSeconds: number | undefined) {
  return {
    id: `${prediction.model}:${prediction.time}`,
    ...prediction,
    ...(ttlSeconds !== undefined && { ttl: ttlSeconds }),
  };
}

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const prediction = z.object({
  device: z.string(),
  model: z.string(),
  version: z.string(),
  time: z.string(),
  value: z.number(),
  window: z.array(z.number()),
  warmUp: z.literal(true).exactOptional(),
  scoredAt: z.string(),
  prediction: z.record(z.string(), z.union([scalar, z.array(z.union([z.string(), z.number(), z.null()]))])),
});

const state = z.object({
  device: z.string(),
  model: z.string(),
  session: z.string(),
  position: z.object({ sequence: z.number(), index: z.number() }),
  readings: z.number(),
  recent: z.array(z.object({ time: z.string(), value: z.number() })),
  latest: prediction.exactOptional(),
  alerts: z.array(prediction),
});

const reading = prediction.pick({ device: true, time: true, value: true, window: true });

export function parseListedReading(document: unknown): ListedReading {
  return reading.parse(document);
}

export function parseStateDocument(document: unknown): DeviceState {
  return state.parse(document);
}
