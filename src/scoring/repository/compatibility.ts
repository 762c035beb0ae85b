import type { Model, OnnxValue } from '../model.ts';
import type { ColumnSpec } from '../records.ts';

type Contract = Pick<Model, 'columns' | 'inputs' | 'outputs'> & {
  readonly plan: Pick<Model['plan'], 'key' | 'predictions'>;
};

/** Number types that take every value of another one. */
const widenings: Readonly<Record<string, readonly string[]>> = {
  int32: ['int64', 'float32', 'float64'],
  int64: ['float64'],
  float32: ['float64'],
};

/** What callers of `before` would stumble over in `after`, in words; nothing where each request that fitted still does. */
export function findBreakingChanges(before: Contract, after: Contract): readonly string[] {
  return [
    ...compareKeys(before.plan.key, after.plan.key),
    ...compareColumns(before.columns, after.columns),
    ...comparePredictions(before.plan.predictions, after.plan.predictions),
    ...compareOnnx('ONNX input', { before: before.inputs, after: after.inputs, fits: takes }),
    ...compareOnnx('ONNX output', { before: before.outputs, after: after.outputs, fits: isSame }),
  ];
}

function compareKeys(before: string | undefined, after: string | undefined): readonly string[] {
  if (before === after || before === undefined) return [];
  return [`the key is ${after === undefined ? 'gone' : `"${after}"`}, was "${before}"`];
}

function compareColumns(before: readonly ColumnSpec[], after: readonly ColumnSpec[]): readonly string[] {
  const gone = before.filter(({ name }) => !after.some((column) => column.name === name));
  const changes = after.flatMap((column) => {
    const known = before.find(({ name }) => name === column.name);
    if (known === undefined) {
      return column.missing.rule === 'required' ? [`input "${column.name}" is new and required`] : [];
    }
    const isStricter = column.missing.rule === 'required' && known.missing.rule !== 'required';
    return [
      ...(takes(known.type, column.type) ? [] : [describeType('input', column, known.type)]),
      ...(isStricter ? [`input "${column.name}" has become required`] : []),
    ];
  });
  return [...gone.map(({ name }) => `input "${name}" is gone`), ...changes];
}

interface Named {
  readonly name: string;
  readonly type: string;
}

/** Answers may be read by their exact type. */
function comparePredictions(before: readonly Named[], after: readonly Named[]): readonly string[] {
  return before.flatMap(({ name, type }) => {
    const found = after.find((prediction) => prediction.name === name);
    if (found === undefined) return [`prediction "${name}" is gone`];
    return found.type === type ? [] : [describeType('prediction', found, type)];
  });
}

interface Comparison {
  readonly before: readonly OnnxValue[];
  readonly after: readonly OnnxValue[];
  /** Whether the type of before may become that of after. */
  readonly fits: (before: string, after: string) => boolean;
}

/** Callers of the Open Inference Protocol name the values of the ONNX file itself, and their shapes. */
function compareOnnx(kind: string, { before, after, fits }: Comparison): readonly string[] {
  return before.flatMap((value) => {
    const found = after.find(({ name }) => name === value.name);
    if (found === undefined) return [`${kind} "${value.name}" is gone`];
    if (!fits(value.type, found.type)) return [describeType(kind, found, value.type)];
    if (fitsShape(value, found)) return [];
    const [is, was] = [found, value].map(({ dims }) => `[${dims.join(', ')}]`);
    return [`${kind} "${value.name}" is of shape ${is ?? ''}, was ${was ?? ''}`];
  });
}

/** A dimension that is left open takes what a fixed one took; the first counts records. */
function fitsShape({ dims: before }: OnnxValue, { dims: after }: OnnxValue): boolean {
  return (
    before.length === after.length &&
    after.every((dim, k) => k === 0 || typeof dim === 'string' || dim === before[k])
  );
}

function takes(before: string, after: string): boolean {
  return before === after || (widenings[before] ?? []).includes(after);
}

function isSame(before: string, after: string): boolean {
  return before === after;
}

function describeType(kind: string, { name, type }: Named, before: string): string {
  return `${kind} "${name}" is ${type}, was ${before}`;
}
