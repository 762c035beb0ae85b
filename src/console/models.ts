import { callJson } from './api.ts';
import { toFields, toList } from './read.ts';

/** Names of the models that the app has. */
export async function listModels(): Promise<readonly string[]> {
  const { models } = toFields(await callJson('models'));
  return toList(models).map((model) => String(toFields(model).name));
}
