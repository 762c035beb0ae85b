/** A moment as .NET counts it: steps of 100 ns since the Unix epoch. */
export type Ticks = bigint;

const ticksPerMs = 10_000n;
const ticksPerSecond = 10_000_000n;

export const msToTicks = (ms: number): Ticks => BigInt(Math.round(ms * 10_000));

export const ticksToMs = (ticks: Ticks): number => Number(ticks / ticksPerMs);

/** Reads an ISO 8601 moment in UTC with up to seven digits after the second. */
export function parseTicks(text: string): Ticks {
  const [whole = '', fraction = ''] = text.replace(/Z$/, '').split('.');
  const seconds = Date.parse(`${whole}Z`) / 1000;
  if (Number.isNaN(seconds)) throw new Error(`Cannot read a moment: "${text}" is no ISO 8601 time in UTC`);
  return BigInt(seconds) * ticksPerSecond + BigInt(fraction.slice(0, 7).padEnd(7, '0'));
}

/** Writes a moment as Newtonsoft.Json does: in UTC, without trailing zeros after the second. */
export function formatTicks(ticks: Ticks): string {
  const whole = new Date(ticksToMs(ticks)).toISOString().slice(0, 19);
  const fraction = (ticks % ticksPerSecond).toString().padStart(7, '0').replace(/0+$/, '');
  return fraction === '' ? `${whole}Z` : `${whole}.${fraction}Z`;
}

/** A clock that never stands still nor goes back: the SDK tells turns apart by their time. */
export function createTickClock(nowMs: () => number = Date.now): () => Ticks {
  let last = 0n;
  return () => {
    const now = BigInt(nowMs()) * ticksPerMs;
    last = now > last ? now : last + 1n;
    return last;
  };
}
