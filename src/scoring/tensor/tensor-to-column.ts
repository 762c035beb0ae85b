import type { TensorColumn, TensorType } from '../records.ts';
import type { NumberArray, TensorData } from './tensor-data.ts';
import { type TensorDatatype, toDatatype } from './tensor-datatype.ts';
import { toInputError } from './tensor-error.ts';

/** What is known of the values beside them, for messages. */
export interface ColumnSource {
  readonly input: string;
  readonly datatype: TensorDatatype;
}

const integers: readonly TensorDatatype[] = [
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
];
const numbers: readonly TensorDatatype[] = [...integers, 'FP16', 'BF16', 'FP32', 'FP64'];

/** What each type of column takes: no number is made of a bool or a text, and no whole number of one with decimals. */
const acceptable: Readonly<Record<TensorType, readonly TensorDatatype[]>> = {
  float32: numbers,
  float64: numbers,
  int64: integers,
  int32: integers,
  bool: ['BOOL'],
  string: ['BYTES'],
};

/**
 * The values of a tensor as a column of a type that holds every one of them exactly.
 * Throws InvalidRequest where the datatype does not fit, or with the first value that would become another.
 */
export function toColumn(data: TensorData, type: TensorType, source: ColumnSource): TensorColumn {
  const { input, datatype } = source;
  if (!acceptable[type].includes(datatype)) {
    const expected = toDatatype(type) ?? type;
    const details = { expected, got: datatype };
    throw toInputError(input, `its datatype is ${datatype}, expected ${expected}`, details);
  }
  switch (type) {
    case 'float32':
      return { type, values: toNumbers(data, { ...source, type, create: (size) => new Float32Array(size) }) };
    case 'float64':
      return { type, values: toNumbers(data, { ...source, type, create: (size) => new Float64Array(size) }) };
    case 'int32':
      return { type, values: toNumbers(data, { ...source, type, create: (size) => new Int32Array(size) }) };
    case 'bool':
      return { type, values: toNumbers(data, { ...source, type, create: (size) => new Uint8Array(size) }) };
    case 'int64':
      return { type, values: toBigIntegers(data, source) };
    case 'string':
      return { type, values: toTexts(data, source) };
  }
}

interface NumberTarget<T> extends ColumnSource {
  readonly type: TensorType;
  readonly create: (size: number) => T;
}

function toNumbers<T extends NumberArray>(data: TensorData, target: NumberTarget<T>): T {
  const values = target.create(0);
  if (data.kind !== 'numbers' && data.kind !== 'integers') return values;
  if (isOf(data.values, values)) return data.values;
  return convert(data.values, target);
}

/** Whether values are in an array of the very type that is wanted, so that they can stay there. */
function isOf<T extends NumberArray>(values: TensorData['values'], wanted: T): values is T {
  return values.constructor === wanted.constructor;
}

function convert<T extends NumberArray>(
  from: NumberArray | BigInt64Array | BigUint64Array,
  { create, ...source }: NumberTarget<T>,
): T {
  const values = create(from.length);
  for (let k = 0; k < from.length; k++) {
    const value = from[k] ?? 0;
    values[k] = Number(value);
    if (!isSame(values[k] ?? 0, value)) throw toInexact(value, k, source);
  }
  return values;
}

function isSame(kept: number, value: number | bigint): boolean {
  return typeof value === 'bigint' ? BigInt(kept) === value : Object.is(kept, value);
}

function toBigIntegers(data: TensorData, source: ColumnSource): BigInt64Array {
  if (data.kind !== 'numbers' && data.kind !== 'integers') return new BigInt64Array();
  if (data.values instanceof BigInt64Array) return data.values;
  const values = new BigInt64Array(data.values.length);
  for (let k = 0; k < values.length; k++) {
    const value = BigInt(data.values[k] ?? 0);
    values[k] = value;
    if (values[k] !== value) throw toInexact(value, k, { ...source, type: 'int64' });
  }
  return values;
}

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function toTexts(data: TensorData, { input }: ColumnSource): readonly string[] {
  if (data.kind === 'texts') return data.values;
  if (data.kind !== 'blobs') return [];
  return data.values.map((blob, index) => {
    try {
      return textDecoder.decode(blob);
    } catch {
      throw toInputError(input, `data[${index}] is not UTF-8 text`, { index });
    }
  });
}

function toInexact(
  value: number | bigint,
  index: number,
  { input, datatype, type }: ColumnSource & { readonly type: TensorType },
) {
  const expected = toDatatype(type) ?? type;
  const what = `data[${index}] is ${value} of ${datatype}, expected a value that ${expected} holds exactly`;
  return toInputError(input, what, { index, expected, got: datatype });
}
