const decimalPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a text spells in decimal; undefined where it spells none. */
export function parseDecimalText(text: string): number | undefined {
  return decimalPattern.test(text) ? Number(text) : undefined;
}

type Decimal = '.' | ',';

/** A whole part in groups of three, all of them parted by the same sign, as spreadsheets show numbers: 1,889.50 or 1.889,50. */
const groupedPatterns: Readonly<Record<Decimal, RegExp>> = {
  '.': /^[+-]?[1-9]\d{0,2}([,\s'’])\d{3}(?:\1\d{3})*(\.\d*)?$/,
  ',': /^[+-]?[1-9]\d{0,2}([.\s'’])\d{3}(?:\1\d{3})*(,\d*)?$/,
};

/** The number that a text of a table spells, with such a sign before its decimals, its thousands in groups or not. */
export function parseNumberText(text: string, decimal: Decimal): number | undefined {
  const [, sign] = groupedPatterns[decimal].exec(text) ?? [];
  const plain = sign === undefined ? text : text.replaceAll(sign, '');
  return parseDecimalText(decimal === ',' ? swapPoints(plain) : plain);
}

/** With decimal commas a point is no part of a number. */
function swapPoints(text: string): string {
  return text.replace(/[.,]/g, (sign) => (sign === ',' ? '.' : ','));
}

const hints: readonly (readonly [RegExp, DecimalHint])[] = [
  [/^[+-]?[1-9]\d{0,2}\.\d{3}$/, 'maybe point'],
  [/^[+-]?[1-9]\d{0,2},\d{3}$/, 'maybe comma'],
  [/^[+-]?\d*,\d+(e[+-]?\d+)?$/i, 'comma'],
  [/^[+-]?\d*\.\d+(e[+-]?\d+)?$/i, 'point'],
];

export type DecimalHint = 'point' | 'comma' | 'maybe point' | 'maybe comma';

/** What a text tells of the sign before the decimals of its table; three digits after a sign may as well be thousands. */
export function hintDecimal(text: string): DecimalHint | undefined {
  const plain = hints.find(([pattern]) => pattern.test(text));
  if (plain !== undefined) return plain[1];
  const [isPoint, isComma] = [groupedPatterns['.'].test(text), groupedPatterns[','].test(text)];
  if (isPoint === isComma) return undefined;
  return isPoint ? 'point' : 'comma';
}
