/** The tensor datatypes of the Open Inference Protocol v2, and BF16 as Triton has it. */
export const tensorDatatypes = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP16',
  'BF16',
  'FP32',
  'FP64',
  'BYTES',
] as const;

export type TensorDatatype = (typeof tensorDatatypes)[number];

/** Bytes of one value in the binary form; a value of BYTES says its own length. */
export const datatypeBytes: Readonly<Record<Exclude<TensorDatatype, 'BYTES'>, number>> = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP16: 2,
  BF16: 2,
  FP32: 4,
  FP64: 8,
};

const onnxDatatypes: Readonly<Record<string, TensorDatatype>> = {
  bool: 'BOOL',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  float16: 'FP16',
  bfloat16: 'BF16',
  float32: 'FP32',
  float64: 'FP64',
  string: 'BYTES',
};

export function isTensorDatatype(value: unknown): value is TensorDatatype {
  return tensorDatatypes.some((datatype) => datatype === value);
}

/** The protocol's name of an element type of ONNX; undefined where it has none, as for a sequence. */
export function toDatatype(onnxType: string): TensorDatatype | undefined {
  return Object.hasOwn(onnxDatatypes, onnxType) ? onnxDatatypes[onnxType] : undefined;
}
