const decimalPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a text spells in decimal; undefined where it spells none. */
export function parseDecimalText(text: string): number | undefined {
  return decimalPattern.test(text) ? Number(text) : undefined;
}
