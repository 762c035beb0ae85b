const powersOfTen = Array.from({ length: 23 }, (_, k) => 10 ** k);
const maxDigits = 9;

/** Between these, a float32 has decimals or is a whole number of its own, and its digits fit a double exactly. */
export const smallestPlain = 1e-5;
export const largestPlain = 2 ** 24;

/**
 * How many decimals the shortest decimal number has that reads back as the same float32, of those nearest to it.
 * For `smallestPlain <= value < largestPlain`: `Math.round(value * 10^decimals) / 10^decimals` is that number.
 */
export function countDecimals(value: number): number {
  // Seven significant digits are where most float32 end; one more or less is a step away.
  let decimals = Math.max(0, 7 - Math.ceil(Math.log10(value)));
  if (readsBack(value, decimals)) {
    while (decimals > 0 && readsBack(value, decimals - 1)) decimals--;
  } else {
    do decimals++;
    while (!readsBack(value, decimals));
  }
  return decimals;
}

function readsBack(value: number, decimals: number): boolean {
  const power = powersOfTen[decimals] ?? 1;
  return Math.fround(Math.round(value * power) / power) === value;
}

export function powerOfTen(exponent: number): number {
  return powersOfTen[exponent] ?? 10 ** exponent;
}

/** The double whose text is the shortest that reads back as this float32: 0.83 for 0.8299999833106995. */
export function toShortestDouble(value: number): number {
  const size = Math.abs(value);
  if (size >= smallestPlain && size < largestPlain) {
    const power = powerOfTen(countDecimals(size));
    const shortest = Math.round(size * power) / power;
    return value < 0 ? -shortest : shortest;
  }
  return Number.isFinite(value) ? toShortestByText(value) : value;
}

function toShortestByText(value: number): number {
  for (let precision = 1; precision < maxDigits; precision++) {
    const shorter = Number(value.toPrecision(precision));
    if (Math.fround(shorter) === value) return shorter;
  }
  return Number(value.toPrecision(maxDigits));
}
