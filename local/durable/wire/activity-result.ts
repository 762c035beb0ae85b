import type { TypedData } from '../../functions-host/invoker.ts';

/** The JSON text under which the history keeps what an activity returned; null for nothing. */
export function toResultJson(data: TypedData | null | undefined): string | null {
  if (data === null || data === undefined) return null;
  if (typeof data.string === 'string') return JSON.stringify(data.string);
  if (typeof data.json === 'string') return toNullableJson(data.json);
  if (data.bytes !== undefined) return JSON.stringify(Buffer.from(data.bytes).toString('base64'));
  if (typeof data.int === 'number') return String(data.int);
  return typeof data.double === 'number' ? toNetDouble(data.double) : null;
}

function toNullableJson(json: string): string | null {
  const value: unknown = JSON.parse(json);
  return value === null ? null : JSON.stringify(value);
}

// Newtonsoft.Json marks a double that has no fraction as one.
const toNetDouble = (value: number): string => {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text.replace('e', 'E');
};
