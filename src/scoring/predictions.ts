/** Several values of one record; a number is as JSON has it: NaN and infinities are null. */
export type PredictionList = readonly (string | number | null)[];

/** One output column over the scored records. */
export type PredictionValues =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | Int32Array
  | Uint8Array
  | readonly string[]
  | readonly boolean[]
  | readonly PredictionList[];

/** What a model said of a batch of records: columns of equal length, in the manifest's order. */
export interface Predictions {
  readonly count: number;
  readonly columns: readonly { readonly name: string; readonly values: PredictionValues }[];
}

/** A prediction as JSON: int64 as number within 2^53 and as text beyond, NaN and infinities as null. */
export type PredictionJson = Readonly<Record<string, string | number | boolean | null | PredictionList>>;
