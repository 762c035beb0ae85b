import { ScoringError } from '../scoring-error.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of the object itself, never one that all objects have, such as `constructor`. */
export function ownValue(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** `Cannot read the request: ...` */
export function toInvalidRequest(what: string): ScoringError {
  return new ScoringError('InvalidRequest', `Cannot read the request: ${what}`);
}
