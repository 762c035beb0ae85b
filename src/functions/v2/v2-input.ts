import type { InputTensor } from '../../scoring/tensor/tensor-data.ts';
import { isTensorDatatype, tensorDatatypes } from '../../scoring/tensor/tensor-datatype.ts';
import { toInputError } from '../../scoring/tensor/tensor-error.ts';
import { parseShape } from '../../scoring/tensor/tensor-shape.ts';
import { toInvalidValue } from '../../scoring/tensor/value-faults.ts';
import { isObject, readParameters, refuse } from './v2-parameters.ts';
import type { TensorBytes } from './v2-tensor-bytes.ts';

export interface InputOptions {
  readonly bytes: TensorBytes;
  /** Values that one tensor may have. */
  readonly maxCells: number;
}

/** Reads what a request says of one input tensor, and finds its values. */
export function readInput(value: unknown, { bytes, maxCells }: InputOptions): InputTensor {
  if (!isObject(value) || typeof value.name !== 'string') throw refuse('an input has no name');
  const { name, datatype } = value;
  const data = value.data ?? undefined;
  if (datatype === undefined) throw toInputError(name, 'it has no datatype');
  if (!isTensorDatatype(datatype)) {
    const { what } = toInvalidValue(datatype, `one of ${tensorDatatypes.join(', ')}`);
    throw toInputError(name, `its datatype ${what}`);
  }
  const shape = parseShape(name, value.shape, maxCells);
  const parameters = readParameters(value.parameters, `the "parameters" of input ${JSON.stringify(name)}`);
  const size = parameters.readNumber('binary_data_size');
  const content = size === undefined ? readJson(name, data) : readBytes(name, { data, size, bytes });
  return { name, datatype, shape, content };
}

function readJson(name: string, data: unknown): InputTensor['content'] {
  if (Array.isArray(data)) return { json: data };
  throw toInputError(name, data === undefined ? 'it has no data' : 'its data is not an array');
}

interface BinaryInput {
  readonly data: unknown;
  readonly size: number;
  readonly bytes: TensorBytes;
}

function readBytes(name: string, { data, size, bytes }: BinaryInput): InputTensor['content'] {
  if (data !== undefined) throw toInputError(name, 'it has both data and a binary_data_size');
  if (!Number.isSafeInteger(size) || size < 0)
    throw toInputError(name, `its binary_data_size is ${size}, expected a number of bytes`);
  return { bytes: bytes.take(name, size) };
}
