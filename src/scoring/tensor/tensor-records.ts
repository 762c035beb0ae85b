import { repeatCell } from '../table/column-store.ts';
import { toMissingCell } from '../table/column-values.ts';
import type { Model } from '../model.ts';
import { countRecordCells } from '../table/record-cells.ts';
import type { Column, ColumnSpec, Records } from '../records.ts';
import { ScoringError } from '../scoring-error.ts';
import type { InputTensor, ReadTensor } from './tensor-data.ts';
import { fillColumns } from './tensor-columns.ts';
import { toInputError } from './tensor-error.ts';
import { readBinaryTensor } from './tensor-from-bytes.ts';
import { readJsonTensor } from './tensor-from-json.ts';
import { toKeys, toKeyTexts } from './tensor-keys.ts';
import { findTarget } from './tensor-target.ts';

export interface TensorRecordsOptions {
  readonly model: Pick<Model, 'name' | 'plan'>;
  readonly maxRecords: number;
  readonly maxCells: number;
}

/**
 * Makes records of input tensors, whose first dimension counts them: an input of the ONNX file whole, or its columns one by one.
 * A column that no tensor gives, and a value that is missing, follow the manifest's rules.
 * Throws InvalidRequest for a tensor that does not fit, InvalidRecord for a missing value, TooLarge above a limit.
 */
export function toTensorRecords(
  tensors: readonly InputTensor[],
  { model, maxRecords, maxCells }: TensorRecordsOptions,
): Records {
  const { plan } = model;
  const count = countRecords(tensors);
  assertWithin(
    model.name,
    { records: count, maxRecords },
    { cells: count * countRecordCells(plan), maxCells },
  );
  const columns = new Array<Column | undefined>(plan.columns.length).fill(undefined);
  let keys: readonly string[] | undefined;
  for (const tensor of tensors) {
    const target = findTarget(tensor, model);
    const read = readTensor(tensor);
    if (target.kind === 'key') keys = toKeys(tensor, read);
    else fillColumns(columns, { model, tensor, read, names: target.names });
  }
  const whole = plan.columns.map(
    (spec, k) => columns[k] ?? toMissingColumn(spec, { model: model.name, count }),
  );
  return {
    total: count,
    count,
    columns: whole,
    rows: Uint32Array.from({ length: count }, (_, k) => k + 1),
    keys: keys ?? findKeys(whole, model),
    carried: [],
    errors: [],
  };
}

function countRecords([first, ...others]: readonly InputTensor[]): number {
  if (first === undefined)
    throw new ScoringError('InvalidRequest', 'Cannot read the request: it has no inputs');
  const [count = 0] = first.shape;
  const other = others.find(({ shape }) => shape[0] !== count);
  if (other === undefined) return count;
  const what = `it holds ${other.shape[0] ?? 0} records, but ${JSON.stringify(first.name)} holds ${count}`;
  throw toInputError(other.name, what);
}

function assertWithin(
  model: string,
  { records, maxRecords }: { readonly records: number; readonly maxRecords: number },
  { cells, maxCells }: { readonly cells: number; readonly maxCells: number },
): void {
  const refuse = (what: string, details: Readonly<Record<string, number>>) =>
    new ScoringError('TooLarge', `Cannot score the records with ${JSON.stringify(model)}: ${what}`, {
      details,
    });
  if (records > maxRecords)
    throw refuse(`there are ${records}, more than ${maxRecords}`, { records, maxRecords });
  if (cells > maxCells) throw refuse(`they have ${cells} values, more than ${maxCells}`, { cells, maxCells });
}

function readTensor(tensor: InputTensor): ReadTensor {
  return 'json' in tensor.content
    ? readJsonTensor(tensor, tensor.content.json)
    : readBinaryTensor(tensor, tensor.content.bytes);
}

function toMissingColumn(
  spec: ColumnSpec,
  { model, count }: { readonly model: string; readonly count: number },
): Column {
  const missing = toMissingCell(spec);
  if ('cell' in missing) return repeatCell(spec, missing.cell, count);
  const message = `Cannot score the records with ${JSON.stringify(model)}: input ${JSON.stringify(spec.name)} is missing`;
  throw new ScoringError('InvalidRequest', message, { details: { column: spec.name } });
}

/** Where the model reads its key as a column, too. */
function findKeys(columns: readonly Column[], { plan }: Pick<Model, 'plan'>): readonly string[] | undefined {
  const column = columns[plan.columns.findIndex(({ name }) => name === plan.key)];
  return column === undefined || column.type === 'image' ? undefined : toKeyTexts(column);
}
