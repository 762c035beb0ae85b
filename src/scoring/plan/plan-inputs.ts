import { toMissingCell } from '../table/column-values.ts';
import type { FeedPlan, OnnxValue } from '../model.ts';
import { type InputSource, type ModelManifest, toInvalidModel } from '../model-manifest.ts';
import { planWindow } from '../series/plan-window.ts';
import { type ListInput, planList } from './plan-list.ts';
import { type ImageInput, type ImageLimits, planImage, toImageDims } from '../image/plan-image.ts';
import { type ColumnSpec, isFloatType, type TensorType } from '../records.ts';

const tensorTypes: ReadonlySet<string> = new Set<TensorType>([
  'float32',
  'float64',
  'int64',
  'int32',
  'bool',
  'string',
]);

export interface InputPlan {
  readonly columns: readonly ColumnSpec[];
  readonly feeds: readonly FeedPlan[];
  readonly fixedBatch: number | undefined;
}

/** Finds out which columns a model reads and how its inputs are made of them; throws InvalidModel where it cannot be done. */
export function planInputs(
  manifest: ModelManifest,
  inputs: readonly OnnxValue[],
  limits: ImageLimits = {},
): InputPlan {
  const sources = manifest.inputs ?? [];
  const stray = sources.find(({ input }) => !inputs.some(({ name }) => name === input));
  if (stray !== undefined) throw toInvalidModel(manifest.name, `its ONNX file has no input "${stray.input}"`);
  const columns: ColumnSpec[] = [];
  const addColumn = (spec: ColumnSpec): number => {
    assertUsable(manifest.name, spec);
    const known = columns.findIndex((column) => JSON.stringify(column) === JSON.stringify(spec));
    return known >= 0 ? known : columns.push(spec) - 1;
  };
  const feeds = inputs.map((input) => {
    const source = sources.find((candidate) => candidate.input === input.name);
    return planFeed(manifest.name, {
      input,
      source: source ?? { input: input.name, source: 'column' },
      addColumn,
      limits,
    });
  });
  return { columns, feeds, fixedBatch: findFixedBatch(inputs) };
}

interface FeedRequest {
  readonly input: OnnxValue;
  readonly source: InputSource;
  readonly addColumn: (spec: ColumnSpec) => number;
  readonly limits: ImageLimits;
}

function planFeed(model: string, { input, source, addColumn, limits }: FeedRequest): FeedPlan {
  const { name, dims } = input;
  const type = assertColumnType(model, input);
  if (source.source === 'constant') {
    const recordDims = dims.slice(1).map((dim) => assertNumber(model, input, dim));
    return { input: name, type, recordDims, source: { kind: 'constant', value: source.value } };
  }
  if (source.source === 'image') return planImageFeed(model, { input, source, addColumn, limits });
  if (source.source === 'window' || source.source === 'future') {
    const { spec, recordDims } = planWindow(model, { input, type, source });
    return { input: name, type, recordDims, source: { kind: 'columns', columns: [addColumn(spec)] } };
  }
  if (source.source === 'list') return planListFeed(model, { input, type, source, addColumn });
  const names = source.source === 'columns' ? source.columns : [source.column ?? name];
  const columns = names.map((column) => addColumn({ name: column, type, missing: toMissingRule(source) }));
  const recordDims = toRecordDims(model, input, names.length);
  return { input: name, type, recordDims, source: { kind: 'columns', columns } };
}

function planListFeed(
  model: string,
  { addColumn, ...list }: ListInput & Pick<FeedRequest, 'addColumn'>,
): FeedPlan {
  const { name } = list.input;
  const spec = planList(model, list);
  const columns = [addColumn(spec)];
  return {
    input: name,
    type: list.type,
    recordDims: [list.source.length],
    source: { kind: 'columns', columns },
  };
}

/** An image cannot be missing: nothing could stand for it. */
function planImageFeed(
  model: string,
  { input, source, addColumn, limits }: FeedRequest & ImageInput,
): FeedPlan {
  const image = planImage(model, { input, source }, limits);
  const name = source.column ?? input.name;
  const index = addColumn({ name, type: 'image', image, missing: { rule: 'required' } });
  return {
    input: input.name,
    type: 'float32',
    recordDims: toImageDims(image),
    source: { kind: 'columns', columns: [index] },
  };
}

function toMissingRule(
  source: Extract<InputSource, { source: 'column' | 'columns' }>,
): ColumnSpec['missing'] {
  if (source.default !== undefined) return { rule: 'default', value: source.default };
  return source.nan === true ? { rule: 'nan' } : { rule: 'required' };
}

function assertUsable(model: string, spec: ColumnSpec): void {
  const { name, type, missing } = spec;
  if (missing.rule === 'nan' && !isFloatType(type) && type !== 'string') {
    throw toInvalidModel(model, `column "${name}" is ${type}, which has no NaN`);
  }
  const cell = missing.rule === 'default' ? toMissingCell(spec) : undefined;
  if (cell !== undefined && 'fault' in cell)
    throw toInvalidModel(model, `the default of column "${name}" ${cell.fault.what}`);
}

function assertColumnType(model: string, { name, type }: OnnxValue): TensorType {
  if (isColumnType(type)) return type;
  throw toInvalidModel(model, `input "${name}" is of type ${type}, which no column has`);
}

export function isColumnType(type: string): type is TensorType {
  return tensorTypes.has(type);
}

function assertNumber(model: string, { name, dims }: OnnxValue, dim: number | string): number {
  if (typeof dim === 'number') return dim;
  throw toInvalidModel(model, `input "${name}" of shape [${dims.join(', ')}] cannot hold a constant`);
}

/** [N] and [N, 1] take one column, [N, C] takes C of them; a free C takes any number. */
function toRecordDims(model: string, { name, dims }: OnnxValue, columns: number): readonly number[] {
  const [, width] = dims;
  if (dims.length === 1 && columns === 1) return [];
  if (dims.length === 2 && (typeof width === 'string' || width === columns)) return [columns];
  const reason = `input "${name}" of shape [${dims.join(', ')}] cannot be made of ${columns} column${columns === 1 ? '' : 's'}`;
  throw toInvalidModel(model, reason);
}

function findFixedBatch(inputs: readonly OnnxValue[]): number | undefined {
  const batch = inputs.map(({ dims }) => dims[0]).find((dim) => typeof dim === 'number');
  return typeof batch === 'number' ? batch : undefined;
}
