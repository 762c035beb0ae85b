import type { PlainTensor } from '../model.ts';

const lengthBytes = 4;

/** The values of a tensor in the binary form of the protocol (see tensor-from-bytes.ts), to the bit; numbers share the tensor's memory. */
export function toBinaryData(tensor: PlainTensor): Uint8Array {
  if (tensor.type === 'string') return toLengthPrefixed(tensor.values);
  const { buffer, byteOffset, byteLength } = tensor.values;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function toLengthPrefixed(texts: readonly string[]): Uint8Array {
  const parts = texts.flatMap((text) => {
    const bytes = Buffer.from(text);
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(parts);
}
