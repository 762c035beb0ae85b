/** Node gives a reviver the text of each primitive value, which TypeScript's library does not tell yet. */
interface ValueSource {
  readonly source?: string;
}

const longInteger = /[[,:\s-]\d{16}/;
const wholeNumber = /^-?\d+$/;

/** Whether a JSON text may hold whole numbers that a double cannot, for a tensor that could keep them. */
export function hasLongIntegers(bytes: Buffer): boolean {
  return bytes.includes('INT64') && longInteger.test(bytes.toString('latin1'));
}

/** Parses JSON with a bigint for each whole number that a double cannot hold; every other value is as in JSON.parse. */
export function parseLongIntegers(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, ...[context]: readonly ValueSource[]): unknown => {
    const isExact = typeof value !== 'number' || Number.isSafeInteger(value);
    const source = context?.source;
    return isExact || source === undefined || !wholeNumber.test(source) ? value : BigInt(source);
  });
}
