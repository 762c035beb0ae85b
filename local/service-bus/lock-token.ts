/** A lock token travels as the 16 bytes of a GUID in .NET's order, and is read as text in the usual one. */
const netOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

export function toDeliveryTag(token: string): Buffer {
  return reorder(toUuidBytes(token));
}

/** As `$management` carries it: an AMQP uuid, in the usual order. */
export function toUuidBytes(token: string): Buffer {
  return Buffer.from(token.replaceAll('-', ''), 'hex');
}

export function fromUuidBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function reorder(bytes: Buffer): Buffer {
  return Buffer.from(netOrder.map((from) => bytes[from] ?? 0));
}
