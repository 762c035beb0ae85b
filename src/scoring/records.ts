import type { ImageFormat } from './image/image-format.ts';
import type { Encoded } from './summary/encode-categories.ts';

/** Values as a tensor holds them; numbers are NaN and strings '' where a value is missing and the model allows it. */
export type TensorColumn = (
  | { readonly type: 'float32'; readonly values: Float32Array }
  | { readonly type: 'float64'; readonly values: Float64Array }
  | { readonly type: 'int64'; readonly values: BigInt64Array }
  | { readonly type: 'int32'; readonly values: Int32Array }
  | { readonly type: 'bool'; readonly values: Uint8Array }
  | {
      readonly type: 'string';
      readonly values: readonly string[];
      /** The same values, where somebody has looked them up. */
      readonly encoded?: Encoded;
    }
) & {
  /** Values a record, one where not given: there are records x width of them. */
  readonly width?: number;
};

/** Images as they came, PNG or JPEG, before they are decoded into a TensorColumn. */
export interface ImageColumn {
  readonly type: 'image';
  readonly values: readonly Uint8Array[];
}

/** The values of one column over all valid records of a batch. */
export type Column = TensorColumn | ImageColumn;

export type TensorType = TensorColumn['type'];
export type ColumnType = Column['type'];

export const isFloatType = (type: string): boolean => type === 'float32' || type === 'float64';

type DefaultValue = string | number | boolean;

/** How a list becomes so many values of a tensor. */
export interface ListFormat {
  /** Values that a record may have at most. */
  readonly length: number;
  /** Stands behind the values of a shorter list. */
  readonly pad: number | string;
  /** Between the values in a table; blanks and semicolons where not given. */
  readonly separator?: string;
}

/** One column that a model reads from a record. */
export type ColumnSpec = {
  readonly name: string;
  /** What a missing value means: an error of the record, NaN, or this value. */
  readonly missing:
    | { readonly rule: 'required' }
    | { readonly rule: 'nan' }
    | { readonly rule: 'default'; readonly value: DefaultValue | readonly DefaultValue[] };
} & (
  | {
      readonly type: TensorType;
      /** Where a record has a list of values in it. */
      readonly list?: ListFormat;
    }
  | {
      readonly type: 'image';
      readonly list?: never;
      /** What becomes of it. */
      readonly image: ImageFormat;
    }
);

/** Why one record cannot be scored; the others are not touched by it. */
export interface RecordError {
  /** 1-based position of the record in its input. */
  readonly row: number;
  /** Byte offset of the record in its input, where the input is bytes. */
  readonly offset?: number;
  readonly key?: string;
  readonly column?: string;
  readonly code:
    'MissingValue' | 'InvalidValue' | 'WrongFieldCount' | 'UnclosedQuote' | 'TooLarge' | 'ScoringFailed';
  readonly message: string;
}

/** An input column as it goes into the output. */
export interface CarriedColumn {
  readonly name: string;
  readonly values: readonly string[];
  /** Whether the values are written as JSON. */
  readonly json?: true;
}

/** A parsed batch: columns hold only the valid records; `rows` tells which they are. */
export interface Records {
  /** All records of the input, valid or not. */
  readonly total: number;
  /** Number of valid records = length of every column. */
  readonly count: number;
  /** One per ColumnSpec of the model, in its order. */
  readonly columns: readonly Column[];
  /** 1-based input position of each valid record, ascending. */
  readonly rows: Uint32Array;
  /** The key of each valid record, where the model has a key and the input holds it. */
  readonly keys: readonly string[] | undefined;
  /** Input columns carried into the output as they were written (`include`), each with its name. */
  readonly carried: readonly CarriedColumn[];
  /** Where a record is a series: the place of its last known time, NaN where its times are not told. */
  readonly origins?: Float64Array;
  readonly errors: readonly RecordError[];
}
