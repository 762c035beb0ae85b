/** Values as numbers of a list of the different ones. */
export interface Encoded {
  readonly codes: Uint32Array<ArrayBuffer>;
  /** In order of first appearance. */
  readonly labels: readonly string[];
}

/** Looks up each value once, so that all that is counted of it later is counted by its number. */
export function encodeCategories(values: readonly string[]): Encoded {
  const known = new Map<string, number>();
  const codes = new Uint32Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? '';
    const code = known.get(value) ?? known.size;
    if (code === known.size) known.set(value, code);
    codes[at] = code;
  }
  return { codes, labels: [...known.keys()] };
}

/** A view of a part of them, with all labels. */
export function sliceEncoded({ codes, labels }: Encoded, start: number, end: number): Encoded {
  return { codes: codes.subarray(start, end), labels };
}

/** The same values, without the labels that are none of them. */
export function dropUnusedLabels({ codes, labels }: Encoded): Encoded {
  const used: string[] = [];
  const numbers = new Uint32Array(labels.length);
  const renumbered = codes.map((code) => {
    if (numbers[code] === 0) numbers[code] = used.push(labels[code] ?? '');
    return (numbers[code] ?? 0) - 1;
  });
  return { codes: renumbered, labels: used };
}

/** How often each label comes. */
export function countCodes({ codes, labels }: Encoded): Uint32Array {
  const counts = new Uint32Array(labels.length);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
