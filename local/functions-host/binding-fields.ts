import type { TypedData } from './invoker.ts';

/** A JSON value as the host hands it to bindings: scalars as .NET prints them, objects as JSON, lists not at all. */
function toBindingField(value: unknown): TypedData | undefined {
  if (Array.isArray(value)) return undefined;
  if (value === null) return { string: '' };
  if (typeof value === 'object') return { json: JSON.stringify(value) };
  if (typeof value === 'boolean') return { string: value ? 'True' : 'False' };
  return { string: typeof value === 'string' ? value : JSON.stringify(value) };
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

function toFields(value: object): Record<string, TypedData> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, below]) => {
      const field = toBindingField(below);
      return field === undefined ? [] : [[name, field] as const];
    }),
  );
}

/**
 * The top-level fields of a JSON object, which the host offers to bindings by name; none where the text is no
 * object, or nested deeper than can be written out again.
 */
export function toBindingFields(text: string): Record<string, TypedData> {
  try {
    return toFields(parseObject(text));
  } catch {
    return {};
  }
}
