import { describeImages, findImageShape } from '../image/image-shape.ts';
import type { Finding } from './model-check.ts';
import { describeType, type Dims, type GraphValue, type OnnxModel } from '../onnx/onnx-model.ts';
import { isColumnType } from '../plan/plan-inputs.ts';
import { isFloatType } from '../records.ts';

/** Whether records of a table or of a JSON body can be made into each input. */
export function checkInputs({ inputs }: OnnxModel): readonly Finding[] {
  if (inputs.length > 0) return inputs.map(checkInput);
  const fix = 'Export it with an input a column, or one input for all';
  return [{ level: 'problem', message: 'It has no inputs', fix }];
}

function checkInput({ name, type }: GraphValue): Finding {
  const place = `Input "${name}" is ${describeType(type)}`;
  if (type.kind !== 'tensor') {
    const fix = 'Export it with an input of tensors';
    return { level: 'problem', message: `${place}, but a record is made into tensors only`, fix };
  }
  if (!isColumnType(type.elements)) return toForeignType(place, 'Cast');
  if (type.dims === undefined || type.dims.length === 1)
    return { level: 'ok', message: `${place}: a column` };
  const images = type.elements === 'float32' ? findImageShape(type.dims) : undefined;
  if (images !== undefined) return { level: 'ok', message: `${place}: ${describeImages(images)}` };
  if (type.dims.length === 3 && isFloatType(type.elements)) return toSeriesNote(place, type.dims);
  if (type.dims.length !== 2) {
    const fix = 'Reshape within the model, so that its inputs are [N, 1], [N] or [N, C]';
    const known =
      'columns make one or two dimensions, series float32 or float64 [N, times, columns], and images float32 [N, 1 or 3, H, W] or [N, H, W, 1 or 3]';
    return { level: 'problem', message: `${place}, but ${known}`, fix };
  }
  return { level: 'ok', message: `${place}: ${describeColumns(type.dims)}` };
}

/** Nothing in the file says whether such numbers are of times that follow each other, nor of which columns. */
function toSeriesNote(place: string, [, times, columns]: Dims): Finding {
  const count = (dim: Dims[number], what: string) =>
    `${typeof dim === 'number' ? dim : 'any number of'} ${what}`;
  const message = `${place}: ${count(times, 'times')} of ${count(columns, 'columns')}, if it is of a series`;
  const fix =
    'Write a model.json with "series", and "window" or "future" as the source of this input: docs/series.md tells how';
  return { level: 'note', message, fix };
}

/** Columns have the types that CSV and JSON can tell apart. */
function toForeignType(place: string, operator: string): Finding {
  const message = `${place}, but columns are float32, float64, int64, int32, bool or string`;
  return { level: 'problem', message, fix: `Put a ${operator} within the model, e.g. to float32` };
}

function describeColumns([, width]: Dims): string {
  if (width === 1) return 'a column';
  return typeof width === 'number' ? `${width} columns` : 'as many columns as the manifest names';
}

/** Whether records can be scored together. */
export function checkBatch({ inputs, outputs }: OnnxModel): readonly Finding[] {
  const sizes = new Set(toBatchSizes(inputs));
  const [size, other] = sizes;
  const fix = 'Export it with a first dimension that is free (dynamic_axes, or None in initial_types)';
  if (other !== undefined) {
    const message = `Its inputs take different numbers of records a run: ${[...sizes].join(' and ')}`;
    return [{ level: 'problem', message, fix }];
  }
  if (size === 0) return [{ level: 'problem', message: 'Its inputs take 0 records a run', fix }];
  if (size !== undefined) {
    const message = `It takes exactly ${size} record${size === 1 ? '' : 's'} a run: scoring tables is slower`;
    return [{ level: 'note', message, fix }];
  }
  const fixed = toBatchSizes(outputs)[0];
  if (fixed === undefined) return [{ level: 'ok', message: 'It takes any number of records a run' }];
  const message = `Its inputs take any number of records a run, but an output is declared for ${fixed}`;
  return [{ level: 'note', message, fix }];
}

function toBatchSizes(values: readonly GraphValue[]): readonly number[] {
  return values.flatMap(({ type }) => {
    const batch = type.kind === 'tensor' ? type.dims?.[0] : undefined;
    return typeof batch === 'number' ? [batch] : [];
  });
}

/** Whether each output can become columns of predictions. */
export function checkOutputs({ outputs }: OnnxModel): readonly Finding[] {
  if (outputs.length > 0) return outputs.map(checkOutput);
  return [{ level: 'problem', message: 'It has no outputs', fix: 'Export it with an output' }];
}

function checkOutput({ name, type }: GraphValue): Finding {
  const place = `Output "${name}" is ${describeType(type)}`;
  if (type.kind !== 'tensor') {
    const fix = 'Export it without it, or as a tensor (for scikit-learn: the option zipmap=False)';
    return { level: 'problem', message: `${place}, but only tensors can be read`, fix };
  }
  if (!isColumnType(type.elements)) return toForeignType(place, 'Cast');
  if (type.dims?.length === 0) {
    const fix = 'Export it with an output of shape [N] or [N, C]';
    return { level: 'problem', message: `${place}: one value for all records, not one a record`, fix };
  }
  return { level: 'ok', message: place };
}
