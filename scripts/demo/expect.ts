/** What a demo promises, asserted: it fails where what was found is not what is expected. */
export function assertSame(what: string, found: unknown, expected: unknown): void {
  if (found === expected) return;
  throw new Error(`Cannot trust the result: ${what}: ${String(found)}, expected ${String(expected)}`);
}

/** The first of a list that must have one. */
export function takeFirst<T>(what: string, list: readonly T[]): T {
  const [first] = list;
  if (first === undefined) throw new Error(`Cannot show ${what}: there is none`);
  return first;
}
