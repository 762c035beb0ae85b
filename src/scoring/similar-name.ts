const maxCandidates = 200;
const maxCharacters = 64;
const charactersPerSlip = 4;

/** The one of `candidates` that is most likely a misspelling of `name`; undefined where none comes near. */
export function findSimilarName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = toPlain(name);
  let best: { readonly name: string; readonly slips: number } | undefined;
  let seen = 0;
  for (const candidate of candidates) {
    if (++seen > maxCandidates) break;
    if (candidate === name || candidate.length > maxCharacters) continue;
    const slips = countSlips(wanted, toPlain(candidate));
    if (slips <= toTolerance(wanted) && slips < (best?.slips ?? Infinity)) best = { name: candidate, slips };
  }
  return best?.name;
}

/** `, but there is "Tenure": did you mean "tenure"?`, or nothing. */
export function toSimilarNameHint(name: string, candidates: Iterable<string>): string {
  const similar = findSimilarName(name, candidates);
  if (similar === undefined) return '';
  return `, but there is ${JSON.stringify(similar)}: did you mean ${JSON.stringify(name)}?`;
}

/** Case and what joins words are no difference. */
function toPlain(name: string): string {
  return name.toLowerCase().replaceAll(/[\s._-]+/g, '');
}

function toTolerance(name: string): number {
  return Math.floor(name.length / charactersPerSlip);
}

/** Characters to add, leave out or change: the distance of Levenshtein. */
function countSlips(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (const [i, left] of Array.from(a).entries()) {
    const row = [i + 1];
    for (const [j, right] of Array.from(b).entries()) {
      const change = (above[j] ?? 0) + (left === right ? 0 : 1);
      row.push(Math.min(change, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
}
