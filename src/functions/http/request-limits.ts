/** What a request may ask of us. */
export interface RequestLimits {
  /** Also of a body after its content encoding is undone. */
  readonly maxBodyBytes: number;
  /** A model may say otherwise. */
  readonly maxRecords: number;
  /** Records x columns, and the values that a tensor's shape declares. */
  readonly maxCells: number;
  /** How deep objects and arrays of a JSON body may nest. */
  readonly maxJsonDepth: number;
  /** The longest time that a caller may ask for, and what it gets where it asks for none. */
  readonly maxTimeoutMs: number;
}

export const defaultMaxJsonDepth = 64;
