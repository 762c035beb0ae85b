import type { TensorDatatype } from './tensor-datatype.ts';

export type NumberArray =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** The values of a tensor as it was sent, row-major; a bool is a byte, FP16 and BF16 have become float32. */
export type TensorData =
  | { readonly kind: 'numbers'; readonly values: NumberArray }
  | { readonly kind: 'integers'; readonly values: BigInt64Array | BigUint64Array }
  | { readonly kind: 'texts'; readonly values: readonly string[] }
  | { readonly kind: 'blobs'; readonly values: readonly Uint8Array[] };

/** What a caller says of an input tensor, before its values are looked at. */
export interface InputTensor {
  readonly name: string;
  readonly datatype: TensorDatatype;
  readonly shape: readonly number[];
  /** Nested or flat as JSON, or the bytes of the binary form. */
  readonly content: { readonly json: readonly unknown[] } | { readonly bytes: Uint8Array };
}

/** The values of an input tensor, read. */
export interface ReadTensor {
  readonly data: TensorData;
  /** Indexes, ascending, of values that were null. */
  readonly nulls: readonly number[];
}
