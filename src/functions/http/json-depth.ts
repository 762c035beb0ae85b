import { ScoringError } from '../../scoring/scoring-error.ts';

const quote = 0x22;
const backslash = 0x5c;
const bracket = 0x5b;
const brace = 0x7b;
const closingBracket = 0x5d;
const closingBrace = 0x7d;

/** Fails with `TooLarge` for JSON whose objects and arrays nest deeper than allowed; its bytes are not parsed for that. */
export function assertJsonDepth(bytes: Buffer, maxJsonDepth: number): void {
  if (!mayNest(bytes, maxJsonDepth) || !isDeeper(bytes, maxJsonDepth)) return;
  const message = `Cannot read the request: its JSON nests deeper than ${maxJsonDepth}`;
  throw new ScoringError('TooLarge', message, { details: { maxJsonDepth } });
}

/** Most bodies open too few objects and arrays to be too deep, which is known at the speed of memory. */
function mayNest(bytes: Buffer, depth: number): boolean {
  return countUpTo(bytes, bracket, depth) + countUpTo(bytes, brace, depth) > depth;
}

function countUpTo(bytes: Buffer, byte: number, most: number): number {
  let count = 0;
  for (let at = bytes.indexOf(byte); at >= 0 && count <= most; at = bytes.indexOf(byte, at + 1)) count++;
  return count;
}

function isDeeper(bytes: Buffer, maxDepth: number): boolean {
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) at = findEnd(bytes, at + 1);
    else if (byte === bracket || byte === brace) depth++;
    else if (byte === closingBracket || byte === closingBrace) depth--;
    if (depth > maxDepth) return true;
  }
  return false;
}

/** Where the string that begins there ends. */
function findEnd(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at;
}
