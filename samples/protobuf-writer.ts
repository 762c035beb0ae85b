/** The wire format of Protocol Buffers: what an ONNX file is made of. Each function writes one field. */

const wire = { varint: 0, bytes: 2, float: 5 } as const;

export function toVarint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Uint8Array.from([...bytes, Number(rest)]);
}

const toTag = (field: number, wireType: number): Uint8Array => toVarint((field << 3) | wireType);

export const intField = (field: number, value: number | bigint): Uint8Array =>
  Buffer.concat([toTag(field, wire.varint), toVarint(value)]);

export const bytesField = (field: number, bytes: Uint8Array): Uint8Array =>
  Buffer.concat([toTag(field, wire.bytes), toVarint(bytes.length), bytes]);

export const textField = (field: number, text: string): Uint8Array =>
  bytesField(field, Buffer.from(text, 'utf8'));

export const messageField = (field: number, fields: readonly Uint8Array[]): Uint8Array =>
  bytesField(field, Buffer.concat(fields));

export const floatField = (field: number, value: number): Uint8Array =>
  Buffer.concat([toTag(field, wire.float), toLittleEndian(Float32Array.of(value))]);

export const packedIntsField = (field: number, values: readonly (number | bigint)[]): Uint8Array =>
  messageField(field, values.map(toVarint));

export const packedFloatsField = (field: number, values: readonly number[]): Uint8Array =>
  bytesField(field, toLittleEndian(Float32Array.from(values)));

/** The memory of numbers as it is; every platform that runs Node.js is little-endian. */
export const toLittleEndian = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
