import type { Model } from '../scoring/model.ts';
import { describeOperation } from './describe-operation.ts';
import { type JsonSchema, toComponentSchemas, toPointer } from './json-schema.ts';
import { type Operation, tags } from './operation.ts';
import { toPredictionSchema, toRecordSchema } from './record-schema.ts';

export interface OpenApiOptions {
  /** Of the product. */
  readonly version: string;
  readonly operations: readonly Operation[];
  /** Whose records and predictions are described, each by its version in production. */
  readonly models: readonly Model[];
}

export interface OpenApi {
  readonly openapi: '3.1.1';
  readonly info: JsonSchema;
  readonly servers: readonly JsonSchema[];
  readonly tags: readonly JsonSchema[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: JsonSchema;
  };
}

const key = (place: 'header' | 'query', name: string, description: string): JsonSchema => ({
  type: 'apiKey',
  in: place,
  name,
  description,
});
const functionSchemes = {
  functionKey: key('header', 'x-functions-key', 'A key of the function app, or of the function'),
  functionKeyInQuery: key('query', 'code', 'The same in the query'),
};
const adminSchemes = {
  adminKey: key('header', 'x-functions-key', 'The master key of the function app'),
  adminKeyInQuery: key('query', 'code', 'The same in the query'),
};

/** Describes operations as OpenAPI 3.1, with the records and predictions of models and an example of each. */
export function createOpenApi({ version, operations, models }: OpenApiOptions): OpenApi {
  const used = new Set(operations.map(({ tag }) => tag));
  const paths = toPaths(operations, models);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Onscore',
      version,
      description: 'Scores ONNX models: by request, and whole tables by jobs',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(tags).flatMap(([name, description]) =>
      used.has(name as Operation['tag']) ? [{ name, description }] : [],
    ),
    paths,
    components: { schemas: keepUsed(paths, toSchemas(models)), securitySchemes: toSchemes(operations) },
  };
}

function toSchemes(operations: readonly Operation[]): JsonSchema {
  const levels = new Set(operations.map(({ level }) => level));
  return { ...(levels.has('function') && functionSchemes), ...(levels.has('admin') && adminSchemes) };
}

function toPaths(operations: readonly Operation[], models: readonly Model[]): OpenApi['paths'] {
  const byPath = Map.groupBy(operations, ({ path }) => path);
  return Object.fromEntries(
    Array.from(byPath, ([path, methods]) => [
      path,
      Object.fromEntries(methods.map((each) => [each.method, describeOperation(each, models)])),
    ]),
  );
}

function toSchemas(models: readonly Model[]): Readonly<Record<string, JsonSchema>> {
  const records = models.map((model): [string, JsonSchema] => [
    `${model.name}.Record`,
    toRecordSchema(model),
  ]);
  const predictions = models.map((model): [string, JsonSchema] => [
    `${model.name}.Prediction`,
    toPredictionSchema(model),
  ]);
  return {
    ...toComponentSchemas(),
    ...(models.length > 0 && { Record: toAnyOf(records), Prediction: toAnyOf(predictions) }),
    ...Object.fromEntries([...records, ...predictions]),
  };
}

function toAnyOf(schemas: readonly (readonly [string, JsonSchema])[]): JsonSchema {
  const references = schemas.map(([name]) => ({ $ref: toPointer(name) }));
  const [only, ...others] = references;
  return only !== undefined && others.length === 0 ? only : { anyOf: references };
}

/** The schemas that paths refer to, at whatever distance. */
function keepUsed(
  paths: unknown,
  schemas: Readonly<Record<string, JsonSchema>>,
): Readonly<Record<string, JsonSchema>> {
  const used = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(
      /"\$ref":"#\/components\/schemas\/([^"]+)"/g,
    )) {
      if (used.has(name)) continue;
      used.add(name);
      visit(schemas[name] ?? {});
    }
  };
  visit(paths);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
}
