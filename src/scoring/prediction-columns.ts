import { createColumnStore } from './column-store.ts';
import type { PlainTensor, PredictionPlan } from './model.ts';
import type { Predictions, PredictionValues } from './predictions.ts';
import type { Column } from './records.ts';
import { toTopValues } from './top-classes.ts';

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
  const columns = plans.map((plan) => ({ plan, store: createStore(plan, capacity) }));
  let filled = 0;
  return {
    append: (outputs, count) => {
      for (const { plan, store } of columns) {
        const { values, width } = findOutput(outputs, plan, count);
        const { step, from, size } = toPart(plan, width);
        for (let k = 0; k < count * size; k++) {
          const value = values[k * step + from];
          if (value !== undefined) store.set(filled * size + k, value);
        }
      }
      filled += count;
    },
    finish: () => ({
      count: filled,
      columns: columns.map(({ plan, store }) => ({
        name: plan.name,
        values: toValues(store.finish(filled * (plan.top?.labels.length ?? 1)), plan, filled),
      })),
    }),
  };
}

/** All scores are kept where the best ones are asked for. */
function createStore({ type, top }: PredictionPlan, capacity: number) {
  if (top === undefined) return createColumnStore(type, capacity);
  return createColumnStore(top.show === 'score' ? type : 'float64', capacity * top.labels.length);
}

/** Which of an output's values a column takes: one a record, or all. */
function toPart({ component, top }: PredictionPlan, width: number) {
  if (top === undefined) return { step: width, from: component, size: 1 };
  if (width === top.labels.length) return { step: 1, from: 0, size: width };
  throw new Error(`Cannot name the classes: there are ${width}, but ${top.labels.length} labels`);
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

function toValues(column: Column, { top }: PredictionPlan, records: number): PredictionValues {
  if (column.type === 'image') throw new Error('Cannot read an output: a model makes no images');
  if (top !== undefined) return toTopValues({ values: column.values, records }, top);
  return column.type === 'bool' ? Array.from(column.values, Boolean) : column.values;
}
