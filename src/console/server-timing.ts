/** The parts of a `Server-Timing` header, in milliseconds. */
export function parseServerTiming(header: string): ReadonlyMap<string, number> {
  const parts = header.matchAll(/([\w-]+)[^,]*?;\s*dur=([\d.]+)/g);
  return new Map(Array.from(parts, ([, name, ms]) => [name ?? '', Number(ms)]));
}
