import type { Model } from '../scoring/model.ts';
import { errorDescriptions, errorSchemas } from './error-schemas.ts';
import { type JsonSchema, toReference } from './json-schema.ts';
import { type Examples, toAnswerExamples, toRequestExamples } from './model-examples.ts';
import type { Content, Operation, Parameter } from './operation.ts';

const pathParameters: Readonly<Record<string, string>> = {
  model: 'Name of the model',
  version: 'A version of it, or an alias',
  alias: 'An alias, such as production',
  key: 'The key of the record; a slash in it as %2F',
  id: 'Id of the job',
  file: 'Name of a page, or of a file that one needs',
};
/** On Azure, by the level of a function. */
const security = {
  anonymous: [],
  function: [{ functionKey: [] }, { functionKeyInQuery: [] }],
  admin: [{ adminKey: [] }, { adminKeyInQuery: [] }],
};

/** One method of a path as OpenAPI has it. */
export function describeOperation(operation: Operation, models: readonly Model[]): JsonSchema {
  const { id, summary, description, tag, level, body, parameters = [], path } = operation;
  const names = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => name);
  const all = [...names.map(toPathParameter), ...parameters.map(toParameter)];
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    security: security[level],
    ...(all.length > 0 && { parameters: all }),
    ...(body !== undefined && {
      requestBody: {
        required: body.required ?? false,
        content: toContent(body.content, operation.examples && toRequestExamples(models, operation.examples)),
      },
    }),
    responses: { ...toAnswers(operation, models), ...toErrors(operation) },
  };
}

function toPathParameter(name: string): JsonSchema {
  return {
    name,
    in: 'path',
    required: true,
    description: pathParameters[name] ?? name,
    schema: { type: 'string' },
  };
}

function toParameter({
  name,
  in: place,
  description,
  type = 'string',
  values,
  required = false,
}: Parameter): JsonSchema {
  const schema = { type, ...(values !== undefined && { enum: values }) };
  return { name, in: place, description, required, schema };
}

function toContent(content: Content, examples: Examples = {}): JsonSchema {
  return Object.fromEntries(
    Object.entries(content).map(([mediaType, schema]) => {
      if (schema === 'binary') return [mediaType, {}];
      if (schema === 'text') return [mediaType, { schema: { type: 'string' } }];
      const hasExamples = Object.keys(examples).length > 0;
      return [mediaType, { schema: toReference(schema), ...(hasExamples && { examples }) }];
    }),
  );
}

function toAnswers({ answers, examples }: Operation, models: readonly Model[]): JsonSchema {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, content }]) => {
      const shown = examples && toAnswerExamples(models, examples);
      return [status, { description, ...(content !== undefined && { content: toContent(content, shown) }) }];
    }),
  );
}

/** A wrong key is the platform's own answer, without body; other errors have the shape of their route. */
function toErrors({ errors, errorShape = 'product', answers }: Operation): JsonSchema {
  const statuses = [...new Set([...errors, 405])].filter((status) => answers[status] === undefined);
  return Object.fromEntries(
    statuses.map((status) => {
      const description = errorDescriptions[status] ?? 'An error';
      const content = toContent({ 'application/json': errorSchemas[errorShape] });
      const isPlain = errorShape === 'mlflow' && status === 415;
      if (status === 401) return [status, { description }];
      return [status, { description, content: isPlain ? toContent({ 'text/plain': 'text' }) : content }];
    }),
  );
}
