/** The body of a message: the host parses one that is JSON; another one comes as text or bytes. */
export function toJsonBody(body: unknown): unknown {
  const text = body instanceof Uint8Array ? Buffer.from(body).toString() : body;
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
