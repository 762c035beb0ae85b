import type { PlainTensor } from '../model.ts';
import { toShortestDouble } from '../csv/shortest-float32.ts';

/** The values of a tensor as a flat JSON array: float32 as the shortest number, int64 in all its digits, NaN and infinities as null. */
export function toJsonData(tensor: PlainTensor): string {
  switch (tensor.type) {
    case 'string':
      return JSON.stringify(tensor.values);
    case 'float32':
      return toArray(tensor.values, (value) => toNumberText(value === 0 ? value : toShortestDouble(value)));
    case 'float64':
      return toArray(tensor.values, toNumberText);
    case 'bool':
      return toArray(tensor.values, (value) => (value === 0 ? 'false' : 'true'));
    case 'int32':
      return `[${tensor.values.join(',')}]`;
    case 'int64':
      return `[${tensor.values.join(',')}]`;
  }
}

function toArray(
  values: Float32Array | Float64Array | Uint8Array,
  toText: (value: number) => string,
): string {
  const texts = new Array<string>(values.length);
  for (let k = 0; k < values.length; k++) texts[k] = toText(values[k] ?? 0);
  return `[${texts.join(',')}]`;
}

function toNumberText(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  return Object.is(value, -0) ? '-0' : String(value);
}
