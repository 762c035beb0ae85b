import { badRequest } from '../cosmos-error.ts';
import { isAggregateName } from './aggregates.ts';
import type { BinaryOperator, Expression } from './ast.ts';
import { isFunctionName } from './scalar-functions.ts';
import type { TokenReader } from './token-reader.ts';
import type { Token } from './tokenize.ts';

/** Loosest first; `NOT`, comparison words and the signs come between, as in the grammar below. */
const sums: readonly BinaryOperator[] = ['+', '-', '||'];
const products: readonly BinaryOperator[] = ['*', '/', '%'];
const comparisons: ReadonlyMap<string, BinaryOperator> = new Map([
  ['=', '='],
  ['!=', '!='],
  ['<>', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);

/** Parses one expression: `??` and `?:` bind loosest, then OR, AND, NOT, comparisons, sums, products, signs. */
export function parseExpression(reader: TokenReader): Expression {
  const test = parseCoalesce(reader);
  if (!reader.takeSymbol('?')) return test;
  const then = parseExpression(reader);
  reader.expectSymbol(':');
  return { kind: 'conditional', test, then, otherwise: parseExpression(reader) };
}

function parseCoalesce(reader: TokenReader): Expression {
  let left = parseOr(reader);
  while (reader.takeSymbol('??')) left = { kind: 'binary', operator: '??', left, right: parseOr(reader) };
  return left;
}

function parseOr(reader: TokenReader): Expression {
  let left = parseAnd(reader);
  while (reader.takeWords('OR')) left = { kind: 'binary', operator: 'OR', left, right: parseAnd(reader) };
  return left;
}

function parseAnd(reader: TokenReader): Expression {
  let left = parseNot(reader);
  while (reader.takeWords('AND')) left = { kind: 'binary', operator: 'AND', left, right: parseNot(reader) };
  return left;
}

function parseNot(reader: TokenReader): Expression {
  return reader.takeWords('NOT') ? { kind: 'not', of: parseNot(reader) } : parseComparison(reader);
}

function parseComparison(reader: TokenReader): Expression {
  const left = parseSum(reader);
  const negated = reader.isWord('NOT') && isComparisonWord(reader.peek(1)) && reader.takeWords('NOT');
  const compared = parseComparisonWord(reader, left) ?? parseComparisonSymbol(reader, left);
  return negated ? { kind: 'not', of: compared } : compared;
}

function parseComparisonWord(reader: TokenReader, value: Expression): Expression | undefined {
  if (reader.takeWords('IN')) {
    reader.expectSymbol('(');
    return { kind: 'in', value, among: parseList(reader, ')') };
  }
  if (reader.takeWords('LIKE')) return { kind: 'like', value, pattern: parseSum(reader) };
  if (!reader.takeWords('BETWEEN')) return undefined;
  const low = parseSum(reader);
  reader.expectWord('AND');
  return { kind: 'between', value, low, high: parseSum(reader) };
}

function parseComparisonSymbol(reader: TokenReader, left: Expression): Expression {
  const operator = symbolOf(reader.peek(), comparisons);
  if (operator === undefined) return left;
  reader.next();
  return { kind: 'binary', operator, left, right: parseSum(reader) };
}

function parseSum(reader: TokenReader): Expression {
  return parseChain(reader, sums, parseProduct);
}
function parseProduct(reader: TokenReader): Expression {
  return parseChain(reader, products, parseSigned);
}

function parseSigned(reader: TokenReader): Expression {
  return reader.takeSymbol('-') ? { kind: 'negate', of: parseSigned(reader) } : parseMembers(reader);
}

function parseMembers(reader: TokenReader): Expression {
  let of = parsePrimary(reader);
  for (;;) {
    if (reader.takeSymbol('.'))
      of = { kind: 'member', of, key: { kind: 'literal', value: parsePropertyName(reader) } };
    else if (reader.takeSymbol('[')) {
      of = { kind: 'member', of, key: parseExpression(reader) };
      reader.expectSymbol(']');
    } else return of;
  }
}

/** A literal, a parameter, or what has brackets of its own: in `TOP 1 *` the star multiplies nothing. */
export function parsePrimary(reader: TokenReader): Expression {
  const token = reader.peek() ?? reader.fail();
  if (token.kind === 'word') return parseWord(reader, token.upper);
  reader.next();
  if (token.kind === 'text' || token.kind === 'number') return { kind: 'literal', value: token.value };
  if (token.kind === 'parameter') return { kind: 'parameter', name: token.text };
  if (token.text === '(') return parseBracket(reader);
  if (token.text === '[') return { kind: 'array', items: parseList(reader, ']') };
  if (token.text === '{') return { kind: 'object', properties: parseProperties(reader) };
  throw badRequest(`Cannot read the query: syntax error near "${token.text}"`);
}

function parseBracket(reader: TokenReader): Expression {
  const inner: Expression = reader.isWord('SELECT')
    ? { kind: 'subquery', gives: 'value', query: reader.parseQuery(reader) }
    : parseExpression(reader);
  reader.expectSymbol(')');
  return inner;
}

function parseWord(reader: TokenReader, word: string): Expression {
  const constant = constants.get(word);
  if (constant !== undefined) {
    reader.next();
    return constant;
  }
  const follows = reader.peek(1);
  const calls = follows?.kind === 'symbol' && follows.text === '(';
  if (!calls) return { kind: 'identifier', name: reader.expectName() };
  const name = reader.next().text;
  reader.next();
  return parseCall(reader, name, word);
}

function parseCall(reader: TokenReader, name: string, word: string): Expression {
  if ((word === 'EXISTS' || word === 'ARRAY') && reader.isWord('SELECT')) {
    const query = reader.parseQuery(reader);
    reader.expectSymbol(')');
    return { kind: 'subquery', gives: word === 'EXISTS' ? 'exists' : 'array', query };
  }
  const args = reader.takeSymbol('*') ? parseStar(reader) : parseList(reader, ')');
  if (isAggregateName(word)) return { kind: 'aggregate', name: word, of: args[0] ?? reader.fail() };
  if (!isFunctionName(word))
    throw badRequest(`Cannot run the query: "${name}" is not a function that is supported here`);
  return { kind: 'call', name: word, args };
}

/** `COUNT(*)` counts rows, as `COUNT(1)` does. */
function parseStar(reader: TokenReader): readonly Expression[] {
  reader.expectSymbol(')');
  return [{ kind: 'literal', value: 1 }];
}

function parseList(reader: TokenReader, end: ')' | ']'): readonly Expression[] {
  const items: Expression[] = [];
  if (reader.takeSymbol(end)) return items;
  do items.push(parseExpression(reader));
  while (reader.takeSymbol(','));
  reader.expectSymbol(end);
  return items;
}

function parseProperties(reader: TokenReader): readonly { name: string; value: Expression }[] {
  const properties: { name: string; value: Expression }[] = [];
  if (reader.takeSymbol('}')) return properties;
  do {
    const name = parsePropertyName(reader);
    reader.expectSymbol(':');
    properties.push({ name, value: parseExpression(reader) });
  } while (reader.takeSymbol(','));
  reader.expectSymbol('}');
  return properties;
}

const constants: ReadonlyMap<string, Expression> = new Map([
  ['TRUE', { kind: 'literal', value: true }],
  ['FALSE', { kind: 'literal', value: false }],
  ['NULL', { kind: 'literal', value: null }],
  ['UNDEFINED', { kind: 'literal', value: undefined }],
]);

function isComparisonWord(token: Token | undefined): boolean {
  return token?.kind === 'word' && ['IN', 'LIKE', 'BETWEEN'].includes(token.upper);
}

function symbolOf<T>(token: Token | undefined, symbols: ReadonlyMap<string, T>): T | undefined {
  return token?.kind === 'symbol' ? symbols.get(token.text) : undefined;
}

function parseChain(
  reader: TokenReader,
  operators: readonly BinaryOperator[],
  parseNext: (reader: TokenReader) => Expression,
): Expression {
  let left = parseNext(reader);
  for (;;) {
    const operator = operators.find((symbol) => reader.takeSymbol(symbol));
    if (operator === undefined) return left;
    left = { kind: 'binary', operator, left, right: parseNext(reader) };
  }
}

/** After a dot or before a colon any word will do, reserved or not. */
function parsePropertyName(reader: TokenReader): string {
  const token = reader.next();
  if (token.kind === 'word') return token.text;
  if (token.kind === 'text') return token.value;
  throw badRequest(`Cannot read the query: syntax error near "${token.text}"`);
}
