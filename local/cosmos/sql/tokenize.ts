import { badRequest } from '../cosmos-error.ts';

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly upper: string }
  | { readonly kind: 'text'; readonly text: string; readonly value: string }
  | { readonly kind: 'number'; readonly text: string; readonly value: number }
  | { readonly kind: 'parameter'; readonly text: string }
  | { readonly kind: 'symbol'; readonly text: string };

const pattern =
  /(?<space>\s+|--[^\n]*)|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<parameter>@\w+)|(?<word>[A-Za-z_]\w*)|(?<symbol>!=|<>|<=|>=|\?\?|\|\||[-+*/%<>=(),.[\]{}:?])/gy;

/** Cuts a query into tokens; white space and `--` comments fall away. */
export function tokenize(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of sql.matchAll(pattern)) {
    end = match.index + match[0].length;
    const token = toToken(match[0], match.groups ?? {});
    if (token !== undefined) tokens.push(token);
  }
  if (end < sql.length)
    throw badRequest(`Cannot read the query at position ${end}: unexpected "${sql.charAt(end)}"`);
  return tokens;
}

function toToken(text: string, groups: Readonly<Record<string, string | undefined>>): Token | undefined {
  if (groups.space !== undefined) return undefined;
  if (groups.text !== undefined) return { kind: 'text', text, value: unquote(text) };
  if (groups.number !== undefined) return { kind: 'number', text, value: Number(text) };
  if (groups.parameter !== undefined) return { kind: 'parameter', text };
  if (groups.word !== undefined) return { kind: 'word', text, upper: text.toUpperCase() };
  return { kind: 'symbol', text };
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unquote(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, plain: string) =>
      code === undefined ? (escapes[plain] ?? plain) : String.fromCharCode(parseInt(code, 16)),
    );
}
