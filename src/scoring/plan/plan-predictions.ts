import type { OnnxValue, PredictionPlan } from '../model.ts';
import {
  type HorizonMapping,
  type ModelManifest,
  type OutputMapping,
  toInvalidModel,
  type TopMapping,
} from '../model-manifest.ts';
import { isColumnType } from './plan-inputs.ts';
import type { TensorType } from '../records.ts';

/** Finds out which component of which output is which prediction; throws InvalidModel where the outputs do not fit. */
export function planPredictions(
  manifest: ModelManifest,
  outputs: readonly OnnxValue[],
): readonly PredictionPlan[] {
  const plans = manifest.outputs.flatMap((mapping) => planOutput(manifest.name, mapping, outputs));
  const twice = plans.find(({ name }, k) => plans.findIndex((plan) => plan.name === name) < k);
  if (twice !== undefined)
    throw toInvalidModel(manifest.name, `it has two predictions named "${twice.name}"`);
  return plans;
}

function planOutput(
  model: string,
  mapping: OutputMapping,
  outputs: readonly OnnxValue[],
): readonly PredictionPlan[] {
  const { output } = mapping;
  const found = outputs.find(({ name }) => name === output);
  if (found === undefined) throw toInvalidModel(model, `its ONNX file has no output "${output}"`);
  const { type } = found;
  if (!isColumnType(type))
    throw toInvalidModel(model, `output "${output}" is of type ${type}, which no column has`);
  const width = toWidth(found);
  if ('horizon' in mapping) return planHorizon(model, mapping, outputs);
  if ('labels' in mapping) {
    const { labels } = mapping;
    if (width !== undefined && width !== labels.length) {
      throw toInvalidModel(model, `output "${output}" has ${width} components, but ${labels.length} labels`);
    }
    if ('top' in mapping) return planTop(model, mapping, type);
    const { prefix = '' } = mapping;
    return labels.map((label, component) => ({ name: prefix + label, output, type, component }));
  }
  if ('list' in mapping) return [{ name: mapping.column, output, type, component: 0, list: true }];
  const { column, index } = mapping;
  if (index === undefined && width !== undefined && width !== 1) {
    throw toInvalidModel(
      model,
      `output "${output}" has ${width} components: "index", "labels" or "list" must say which`,
    );
  }
  if (index !== undefined && width !== undefined && index >= width) {
    throw toInvalidModel(
      model,
      `output "${output}" has ${width} components, but index ${index} is asked for`,
    );
  }
  return [{ name: column, output, type, component: index ?? 0 }];
}

/** A list a record and column: of each time to come a value. */
function planHorizon(
  model: string,
  { horizon, lower, upper, ...forecast }: HorizonMapping,
  outputs: readonly OnnxValue[],
): readonly PredictionPlan[] {
  return [forecast, lower, upper].flatMap((part) => {
    if (part === undefined) return [];
    const { output, column } = part;
    const found = outputs.find(({ name }) => name === output);
    if (found === undefined) throw toInvalidModel(model, `its ONNX file has no output "${output}"`);
    const { type } = found;
    if (type !== 'float32' && type !== 'float64')
      throw toInvalidModel(model, `output "${output}" is of type ${type}, a forecast is float32 or float64`);
    const width = toWidth(found);
    if (width !== undefined && width !== horizon)
      throw toInvalidModel(
        model,
        `output "${output}" has ${width} components, but its horizon is ${horizon}`,
      );
    return [{ name: column, output, type, component: 0, list: true as const }];
  });
}

function planTop(
  model: string,
  { output, labels, top: count, column, scores }: TopMapping,
  type: TensorType,
): readonly PredictionPlan[] {
  if (type === 'string' || type === 'bool')
    throw toInvalidModel(model, `output "${output}" is of type ${type}, which has no best classes`);
  if (count > labels.length)
    throw toInvalidModel(
      model,
      `top ${count} of output "${output}" is more than its ${labels.length} labels`,
    );
  const plan = { output, component: 0 };
  const label: PredictionPlan = {
    ...plan,
    name: column,
    type: 'string',
    top: { count, labels, show: 'label' },
  };
  if (scores === undefined) return [label];
  return [label, { ...plan, name: scores, type, top: { count, labels, show: 'score' } }];
}

/** Components a record; undefined where the shape leaves it open. */
function toWidth({ dims }: OnnxValue): number | undefined {
  return dims.slice(1).reduce<number | undefined>((width, dim) => {
    return width === undefined || typeof dim === 'string' ? undefined : width * dim;
  }, 1);
}
