import { isFields } from './to-open-api-3-0.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A description of OpenAPI 3.0 as Swagger 2.0 has it; where a body may be one of several, Swagger has no word for it and says nothing. */
export function toSwagger2(description: Fields): Fields {
  const { info, tags, paths } = description;
  const components = toFields(description.components);
  return {
    swagger: '2.0',
    info,
    basePath: '/',
    tags,
    paths: mapFields(paths, (methods) => mapFields(methods, toOperation)),
    definitions: mapFields(components.schemas, toSchema),
    securityDefinitions: components.securitySchemes,
  };
}

function toOperation(value: unknown): Fields {
  const { requestBody, parameters, responses, ...operation } = toFields(value);
  const body = toBody(requestBody);
  const all = [...toList(parameters).map(toParameter), ...(body === undefined ? [] : [body])];
  return {
    ...operation,
    ...(all.length > 0 && { parameters: all }),
    ...(body !== undefined && { consumes: Object.keys(toFields(toFields(requestBody).content)) }),
    produces: [...new Set(Object.values(toFields(responses)).flatMap(listMediaTypes))],
    responses: mapFields(responses, toResponse),
  };
}

function toParameter(value: unknown): Fields {
  const { schema, ...parameter } = toFields(value);
  return { ...parameter, ...toFields(schema) };
}

function toBody(requestBody: unknown): Fields | undefined {
  if (requestBody === undefined) return undefined;
  const { required, content } = toFields(requestBody);
  return { name: 'body', in: 'body', required, schema: toSchema(firstOf(content).schema) };
}

function toResponse(value: unknown): Fields {
  const { description, content } = toFields(value);
  const [mediaType = ''] = Object.keys(toFields(content));
  const { schema, examples } = firstOf(content);
  const example = firstOf(examples).value;
  return {
    description,
    ...(schema !== undefined && { schema: toSchema(schema) }),
    ...(example !== undefined && { examples: { [mediaType]: example } }),
  };
}

function listMediaTypes(response: unknown): readonly string[] {
  return Object.keys(toFields(toFields(response).content));
}

function toSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSchema);
  if (!isFields(value)) return value;
  const { anyOf, oneOf, nullable, ...schema } = value;
  const pointer = schema.$ref;
  if (typeof pointer === 'string')
    return { $ref: pointer.replace('#/components/schemas/', '#/definitions/') };
  const [only, ...others] = [...toList(anyOf), ...toList(oneOf)];
  const single = only !== undefined && others.length === 0 ? toFields(toSchema(only)) : {};
  return { ...mapFields(schema, toSchema), ...single, ...(nullable === true && { 'x-nullable': true }) };
}

function firstOf(value: unknown): Fields {
  return toFields(Object.values(toFields(value))[0]);
}

function toFields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function mapFields(value: unknown, change: (field: unknown) => unknown): Fields {
  return Object.fromEntries(Object.entries(toFields(value)).map(([name, field]) => [name, change(field)]));
}
