import type { Model } from '../scoring/model.ts';
import type { Operation } from './operation.ts';

export interface Example {
  readonly summary: string;
  readonly value: unknown;
}

export type Examples = Readonly<Record<string, Example>>;

type Shapes = Readonly<Record<NonNullable<Operation['examples']>, (value: unknown, model: Model) => unknown>>;

const requests: Shapes = {
  records: (record) => record,
  azureml: (record) => ({ input_data: [record] }),
  mlflow: (record) => ({ dataframe_records: [record] }),
};
const answers: Shapes = {
  records: (prediction, { name, version }) => ({ model: name, version, predictions: [prediction] }),
  azureml: (prediction) => [prediction],
  mlflow: (prediction) => ({ predictions: [prediction] }),
};

/** A golden record of each model, as a way to ask wants it. */
export function toRequestExamples(models: readonly Model[], shape: keyof Shapes): Examples {
  return toExamples(models, (model) => requests[shape](model.example?.record, model));
}

/** What is answered for it. */
export function toAnswerExamples(models: readonly Model[], shape: keyof Shapes): Examples {
  return toExamples(models, (model) => answers[shape](model.example?.prediction, model));
}

function toExamples(models: readonly Model[], toValue: (model: Model) => unknown): Examples {
  const shown = models.filter(({ example }) => example !== undefined);
  return Object.fromEntries(
    shown.map((model): [string, Example] => [
      model.name,
      { summary: model.manifest.title ?? model.name, value: toValue(model) },
    ]),
  );
}
