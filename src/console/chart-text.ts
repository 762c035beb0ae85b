import type { ChartData, Values } from './chart.ts';

/** A chart in words, for who does not see it: the span, and of each line where it ends, its least and its greatest. */
export function describeChart({ title, unit, x, toText = String, lines, band }: ChartData): string {
  const [first = 0] = x;
  const span = `from ${toText(first)} to ${toText(x.at(-1) ?? first)}`;
  const bounds = band === undefined ? [] : [describeBand(band.label, band.lower, band.upper)];
  const texts = [...lines.map(({ label, values }) => describeLine(label, values)), ...bounds];
  return `${title}, ${unit}, ${span}. ${texts.join('. ')}`;
}

function describeLine(label: string, values: Values): string {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return `${label}: nothing`;
  return `${label}: between ${round(least(known))} and ${round(greatest(known))}, at last ${round(last)}`;
}

function describeBand(label: string, lower: Values, upper: Values): string {
  const low = lower.filter((value) => value !== null).at(-1);
  const high = upper.filter((value) => value !== null).at(-1);
  if (low === undefined || high === undefined) return `${label}: nothing`;
  return `${label}: at last ${round(low)} to ${round(high)}`;
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));

/** To four digits, which is all that one hears. */
const round = (value: number): string => String(Number(value.toPrecision(4)));
