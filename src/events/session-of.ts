/** How many sessions the devices share: as many can be served at once. */
export const sessionCount = 64;

const offset = 0x811c9dc5;
const prime = 0x01000193;

/** The session of a device: the FNV-1a hash (32 bits) of its name in UTF-8, modulo 64, as a decimal number. */
export function sessionOf(device: string): string {
  const hash = Buffer.from(device).reduce((sum, byte) => Math.imul(sum ^ byte, prime) >>> 0, offset);
  return String(hash % sessionCount);
}
