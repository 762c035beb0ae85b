import type { OpenApi } from './create-open-api.ts';

/** The same description as OpenAPI 3.0 has it, whose schemas are older. */
export function toOpenApi30(description: OpenApi): Readonly<Record<string, unknown>> {
  return {
    ...toOlderSchemas({ ...description }),
    openapi: '3.0.3',
    info: { ...description.info, license: { name: 'MIT', url: 'https://opensource.org/license/mit' } },
  };
}

type Fields = Readonly<Record<string, unknown>>;

function toOlderSchemas(value: Fields): Fields {
  const { type, const: only, contentEncoding, ...rest } = value;
  const kept = Object.entries(rest).filter(([name]) => name !== 'propertyNames');
  return {
    ...Object.fromEntries(kept.map(([name, field]) => [name, toOlder(field)])),
    ...toOlderType(type),
    ...(only !== undefined && { enum: [only] }),
    ...(contentEncoding === 'base64' && { format: 'byte' }),
  };
}

function toOlder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toOlder);
  return isFields(value) ? toOlderSchemas(value) : value;
}

/** A list of types was not known; null was a flag beside a type. */
function toOlderType(type: unknown): Fields {
  if (type === 'null') return { type: 'string', nullable: true, enum: [null] };
  if (!Array.isArray(type)) return type === undefined ? {} : { type: toOlder(type) };
  const types: unknown[] = type.filter((each) => each !== 'null');
  const nullable = types.length < type.length && { nullable: true };
  return types.length === 1
    ? { type: types[0], ...nullable }
    : { anyOf: types.map((each) => ({ type: each, ...nullable })) };
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
