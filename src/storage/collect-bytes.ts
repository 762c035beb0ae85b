/** Collects a stream of known length in a buffer of its own, which can then be transferred to another thread. */
export async function collectBytes(
  body: AsyncIterable<Uint8Array>,
  bytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(bytes);
  let offset = 0;
  for await (const part of body) {
    whole.set(part, offset);
    offset += part.length;
  }
  if (offset !== bytes) throw new Error(`Cannot read a stream of ${bytes} bytes: it ended after ${offset}`);
  return whole;
}
