const span = 2 ** 32;

/** Whether a request of this id belongs to the share that is kept; the same id always does or never does. */
export function isSampled(requestId: string, percent: number): boolean {
  return hash(requestId) < (percent / 100) * span;
}

/** FNV-1a, with the final mixing of MurmurHash3: ids that differ in their last digits spread evenly. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
