import type { TypedData } from '../../functions-host/invoker.ts';

/**
 * The top-level fields of a JSON object as the host offers them to other bindings: text for what is single, JSON for
 * an object; arrays and nulls are left out.
 */
export function toMetadataFields(document: object): Record<string, TypedData> {
  const fields: Record<string, TypedData> = {};
  for (const [name, value] of Object.entries(document)) {
    if (value === null || value === undefined || Array.isArray(value)) continue;
    fields[name] = typeof value === 'object' ? { json: JSON.stringify(value) } : { string: toNetText(value) };
  }
  return fields;
}

/** A single value as .NET prints it. */
export function toNetText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}
