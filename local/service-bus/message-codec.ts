import type { Message } from 'rhea';
import rhea from 'rhea';

export function encodeMessage(message: Message): Buffer {
  return rhea.message.encode(message);
}

/** Reads a message in AMQP's own encoding. */
export function decodeMessage(bytes: Uint8Array): Message {
  const decoded: unknown = rhea.message.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return decoded as Message; // rhea types decoded messages apart from those that it sends
}
