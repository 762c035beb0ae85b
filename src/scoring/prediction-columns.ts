import { createColumnStore } from './column-store.ts';
import type { PlainTensor, PredictionPlan } from './model.ts';
import type { Predictions, PredictionValues } from './predictions.ts';
import type { Column } from './records.ts';

/** Prediction columns while the runs fill them. */
export interface PredictionColumns {
  /** Takes the first `count` records of one run's outputs. */
  readonly append: (outputs: ReadonlyMap<string, PlainTensor>, count: number) => void;
  readonly finish: () => Predictions;
}

/** Makes room for the predictions of `capacity` records. */
export function createPredictionColumns(
  plans: readonly PredictionPlan[],
  capacity: number,
): PredictionColumns {
  const columns = plans.map((plan) => ({ plan, store: createColumnStore(plan.type, capacity) }));
  let filled = 0;
  return {
    append: (outputs, count) => {
      for (const { plan, store } of columns) {
        const { values, width } = findOutput(outputs, plan, count);
        for (let k = 0; k < count; k++) {
          const value = values[k * width + plan.component];
          if (value !== undefined) store.set(filled + k, value);
        }
      }
      filled += count;
    },
    finish: () => ({
      count: filled,
      columns: columns.map(({ plan, store }) => ({
        name: plan.name,
        values: toValues(store.finish(filled)),
      })),
    }),
  };
}

/** The values of an output, and how many of them belong to one record. */
function findOutput(
  outputs: ReadonlyMap<string, PlainTensor>,
  { output, component }: PredictionPlan,
  count: number,
) {
  const tensor = outputs.get(output);
  if (tensor === undefined) throw new Error(`Cannot read output "${output}": the model did not give it`);
  const { dims, values } = tensor;
  const records = dims[0] ?? 0;
  const width = values.length / records;
  if (records < count || component >= width) {
    throw new Error(`Cannot read output "${output}": its shape is [${dims.join(', ')}] for ${count} records`);
  }
  return { values, width };
}

function toValues(column: Column): PredictionValues {
  if (column.type === 'image') throw new Error('Cannot read an output: a model makes no images');
  return column.type === 'bool' ? Array.from(column.values, Boolean) : column.values;
}
