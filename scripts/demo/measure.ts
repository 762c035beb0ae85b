const measuredRequests = 21;

/** Milliseconds of the request in the middle of a few, in words. */
export async function measureMedian(request: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let count = 0; count < measuredRequests; count++) {
    const startMs = performance.now();
    await request();
    times.push(performance.now() - startMs);
  }
  const medianMs = times.toSorted((a, b) => a - b)[Math.floor(measuredRequests / 2)] ?? NaN;
  return `${medianMs.toFixed(1)} ms (median of ${measuredRequests})`;
}
