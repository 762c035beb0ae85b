import type { InputTensor, NumberArray, ReadTensor } from './tensor-data.ts';
import type { TensorDatatype } from './tensor-datatype.ts';
import { toInputError } from './tensor-error.ts';
import { flattenTensor, type FlatTensor } from './tensor-flatten.ts';
import { toInvalidValue } from './value-faults.ts';

/** What one JSON value is as a value of a datatype; undefined where it is none. */
type ReadValue<T> = (value: unknown) => T | undefined;

/** Reads the values of a tensor from JSON; a null is kept as such. Throws InvalidRequest with the first that is not of the datatype. */
export function readJsonTensor(tensor: InputTensor, json: readonly unknown[]): ReadTensor {
  const flat = flattenTensor(tensor, json);
  const { name, datatype } = tensor;
  if (datatype === 'FP16' || datatype === 'BF16')
    throw toInputError(name, `its datatype ${datatype} is read in binary form only, not as JSON`);
  if (datatype === 'BYTES') return readTexts(tensor, flat);
  if (datatype === 'INT64') return readIntegers(tensor, flat, new BigInt64Array(flat.values.length));
  if (datatype === 'UINT64') return readIntegers(tensor, flat, new BigUint64Array(flat.values.length));
  return readNumbers(tensor, flat, datatype);
}

function readTexts(tensor: InputTensor, flat: FlatTensor): ReadTensor {
  const values = new Array<string>(flat.values.length).fill('');
  const nulls = fill(values, flat, { tensor, expected: 'a text', read: readText });
  return { data: { kind: 'texts', values }, nulls };
}

type NumberDatatype = Exclude<TensorDatatype, 'BYTES' | 'INT64' | 'UINT64' | 'FP16' | 'BF16'>;

function readNumbers(tensor: InputTensor, flat: FlatTensor, datatype: NumberDatatype): ReadTensor {
  const values = createNumbers(datatype, flat.values.length);
  const [read, expected] = numberReaders[datatype];
  return { data: { kind: 'numbers', values }, nulls: fill(values, flat, { tensor, expected, read }) };
}

function createNumbers(datatype: NumberDatatype, length: number): NumberArray {
  switch (datatype) {
    case 'BOOL':
    case 'UINT8':
      return new Uint8Array(length);
    case 'UINT16':
      return new Uint16Array(length);
    case 'UINT32':
      return new Uint32Array(length);
    case 'INT8':
      return new Int8Array(length);
    case 'INT16':
      return new Int16Array(length);
    case 'INT32':
      return new Int32Array(length);
    case 'FP32':
      return new Float32Array(length);
    case 'FP64':
      return new Float64Array(length);
  }
}

function readIntegers(
  tensor: InputTensor,
  flat: FlatTensor,
  values: BigInt64Array<ArrayBuffer> | BigUint64Array<ArrayBuffer>,
): ReadTensor {
  const [least, most] =
    values instanceof BigInt64Array ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n];
  const expected = `a whole number within ${tensor.datatype}, written in digits`;
  const nulls = fill<bigint>(values, flat, { tensor, expected, read: toIntegerReader(least, most) });
  return { data: { kind: 'integers', values }, nulls };
}

interface Reading<T> {
  readonly tensor: InputTensor;
  readonly expected: string;
  readonly read: ReadValue<T>;
}

/** Fills the caller's own target; where a null is, it keeps what it has. */
function fill<T>(
  target: Record<number, T>,
  { values, toPlace }: FlatTensor,
  { tensor, expected, read }: Reading<T>,
): readonly number[] {
  const nulls: number[] = [];
  for (let k = 0; k < values.length; k++) {
    const item = values[k];
    const value = item === null ? undefined : read(item);
    if (value !== undefined) target[k] = value;
    else if (item === null) nulls.push(k);
    else
      throw toInputError(tensor.name, `${toPlace(k)} ${toInvalidValue(item, expected).what}`, { index: k });
  }
  return nulls;
}

const readText: ReadValue<string> = (value) => (typeof value === 'string' ? value : undefined);

const readBool: ReadValue<number> = (value) => {
  if (value === true || value === 1) return 1;
  return value === false || value === 0 ? 0 : undefined;
};

/** A whole number that is written in so many digits that a double cannot hold it is a bigint (tensor-json.ts). */
const toNumber = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : undefined;

const readFloat32: ReadValue<number> = (value) => {
  const number = toNumber(value);
  return number !== undefined && Number.isFinite(Math.fround(number)) ? number : undefined;
};

const readFloat64: ReadValue<number> = (value) => {
  const number = toNumber(value);
  return number !== undefined && Number.isFinite(number) ? number : undefined;
};

const toWholeReader =
  (least: number, most: number): ReadValue<number> =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : undefined;

function toIntegerReader(least: bigint, most: bigint): ReadValue<bigint> {
  return (value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && (value >= 0 || least < 0n))
      return BigInt(value);
    return typeof value === 'bigint' && value >= least && value <= most ? value : undefined;
  };
}

const within = (datatype: string) => `a whole number within ${datatype}`;

const numberReaders: Readonly<Record<NumberDatatype, readonly [ReadValue<number>, string]>> = {
  BOOL: [readBool, 'true or false'],
  UINT8: [toWholeReader(0, 2 ** 8 - 1), within('UINT8')],
  UINT16: [toWholeReader(0, 2 ** 16 - 1), within('UINT16')],
  UINT32: [toWholeReader(0, 2 ** 32 - 1), within('UINT32')],
  INT8: [toWholeReader(-(2 ** 7), 2 ** 7 - 1), within('INT8')],
  INT16: [toWholeReader(-(2 ** 15), 2 ** 15 - 1), within('INT16')],
  INT32: [toWholeReader(-(2 ** 31), 2 ** 31 - 1), within('INT32')],
  FP32: [readFloat32, 'a number within FP32'],
  FP64: [readFloat64, 'a number within FP64'],
};
