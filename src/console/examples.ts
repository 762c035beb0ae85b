import { type Fields, toFields } from './read.ts';

const steps = [
  'paths',
  '/models/{model}/predict',
  'post',
  'requestBody',
  'content',
  'application/json',
  'examples',
];

/** Model -> a record that it takes, as the OpenAPI description of the app shows it. */
export function loadExamples(description: unknown): Fields {
  const examples = steps.reduce((found: unknown, step) => toFields(found)[step], description);
  return Object.fromEntries(
    Object.entries(toFields(examples)).map(([model, example]) => [model, toFields(example).value]),
  );
}
