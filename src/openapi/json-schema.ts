import { z } from 'zod';

/** A schema as JSON Schema 2020-12 has it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const registry = z.registry<{ id: string }>();

/** Gives a schema a name, under which the description holds it. */
export function named<T extends z.ZodType>(id: string, schema: T): T {
  registry.add(schema, { id });
  return schema;
}

/** Refers to a schema that has a name. */
export function toReference(schema: z.ZodType): JsonSchema {
  const id = registry.get(schema)?.id;
  if (id === undefined) throw new Error('Cannot describe the routes: a schema of theirs has no name');
  return { $ref: toPointer(id) };
}

/** All schemas that have names. */
export function toComponentSchemas(): Readonly<Record<string, JsonSchema>> {
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: toPointer, unrepresentable: 'any' });
  const names = Object.keys(schemas).sort();
  return Object.fromEntries(names.map((name) => [name, withoutIdentity(schemas[name] ?? {})]));
}

export function toPointer(id: string): string {
  return `#/components/schemas/${id}`;
}

/** What stands in a description is no document of its own. */
function withoutIdentity(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id'));
}
