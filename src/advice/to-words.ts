/** Seconds as one says them: `100 ms`, `15 min`, `2 days`. */
export function toDuration(seconds: number): string {
  if (seconds < 1) return `${Number((seconds * 1000).toPrecision(2))} ms`;
  if (seconds < 120) return `${roughly(seconds)} s`;
  if (seconds < 2 * 3600) return `${roughly(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${roughly(seconds / 3600)} h`;
  return `${roughly(seconds / 86_400)} days`;
}

const roughly = (value: number): number => Number(value.toPrecision(3));

export const toCount = (count: number, one: string, many = `${one}s`): string =>
  `${toNumber(count)} ${count === 1 ? one : many}`;

export const toNumber = (value: number): string =>
  round(value).toLocaleString('en-US', { maximumFractionDigits: 6 });

export const toMoney = (usd: number): string =>
  usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const round = (value: number): number => Number(value.toPrecision(6));
