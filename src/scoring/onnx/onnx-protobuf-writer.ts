import { type ByteRange, scanFields } from './onnx-protobuf.ts';

/** Gives what stands for a field instead; the field itself where it gives nothing. */
export type FieldReplacer = (field: number, content: ByteRange) => Uint8Array | undefined;

/** A message with some fields replaced; all others keep their bytes and their order. */
export function replaceFields(bytes: Uint8Array, range: ByteRange, replace: FieldReplacer): Uint8Array {
  const parts: Uint8Array[] = [];
  let kept = range.start;
  scanFields(bytes, range, {
    onBytes: (field, content, start) => {
      const replacement = replace(field, content);
      if (replacement === undefined) return;
      parts.push(bytes.subarray(kept, start), replacement);
      kept = content.end;
    },
  });
  return Buffer.concat([...parts, bytes.subarray(kept, range.end)]);
}

export function writeMessage(field: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([writeVarint(field * 8 + 2), writeVarint(length), ...parts]);
}

export const writeText = (field: number, text: string): Uint8Array =>
  writeMessage(field, Buffer.from(text, 'utf8'));

/** For whole numbers from 0 to 2^53. */
export const writeInteger = (field: number, value: number): Uint8Array =>
  Buffer.concat([writeVarint(field * 8), writeVarint(value)]);

function writeVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.from([...bytes, rest]);
}
