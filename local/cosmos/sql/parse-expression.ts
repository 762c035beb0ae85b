import { badRequest } from '../cosmos-error.ts';
import { isAggregateName } from './aggregates.ts';
import type { BinaryOperator, Expression, Query } from './ast.ts';
import { isFunctionName } from './scalar-functions.ts';
import type { TokenReader } from './token-reader.ts';
import type { Token } from './tokenize.ts';

/** How an expression's parser reads a query in brackets; passed in, as the two need each other. */
export type QueryParser = (reader: TokenReader) => Query;

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
export function createExpressionParser(parseQuery: QueryParser): (reader: TokenReader) => Expression {
  const parse = (reader: TokenReader): Expression => {
    const test = parseCoalesce(reader);
    if (!reader.takeSymbol('?')) return test;
    const then = parse(reader);
    reader.expectSymbol(':');
    return { kind: 'conditional', test, then, otherwise: parse(reader) };
  };

  const parseCoalesce = (reader: TokenReader): Expression => {
    let left = parseOr(reader);
    while (reader.takeSymbol('??')) left = { kind: 'binary', operator: '??', left, right: parseOr(reader) };
    return left;
  };

  const parseOr = (reader: TokenReader): Expression => {
    let left = parseAnd(reader);
    while (reader.takeWords('OR')) left = { kind: 'binary', operator: 'OR', left, right: parseAnd(reader) };
    return left;
  };

  const parseAnd = (reader: TokenReader): Expression => {
    let left = parseNot(reader);
    while (reader.takeWords('AND')) left = { kind: 'binary', operator: 'AND', left, right: parseNot(reader) };
    return left;
  };

  const parseNot = (reader: TokenReader): Expression =>
    reader.takeWords('NOT') ? { kind: 'not', of: parseNot(reader) } : parseComparison(reader);

  const parseComparison = (reader: TokenReader): Expression => {
    const left = parseSum(reader);
    const negated = reader.isWord('NOT') && isComparisonWord(reader.peek(1)) && reader.takeWords('NOT');
    const compared = parseComparisonWord(reader, left) ?? parseComparisonSymbol(reader, left);
    return negated ? { kind: 'not', of: compared } : compared;
  };

  const parseComparisonWord = (reader: TokenReader, value: Expression): Expression | undefined => {
    if (reader.takeWords('IN')) {
      reader.expectSymbol('(');
      return { kind: 'in', value, among: parseList(reader, ')') };
    }
    if (reader.takeWords('LIKE')) return { kind: 'like', value, pattern: parseSum(reader) };
    if (!reader.takeWords('BETWEEN')) return undefined;
    const low = parseSum(reader);
    reader.expectWord('AND');
    return { kind: 'between', value, low, high: parseSum(reader) };
  };

  const parseComparisonSymbol = (reader: TokenReader, left: Expression): Expression => {
    const operator = symbolOf(reader.peek(), comparisons);
    if (operator === undefined) return left;
    reader.next();
    return { kind: 'binary', operator, left, right: parseSum(reader) };
  };

  const parseSum = (reader: TokenReader): Expression => parseChain(reader, sums, parseProduct);
  const parseProduct = (reader: TokenReader): Expression => parseChain(reader, products, parseSigned);

  const parseSigned = (reader: TokenReader): Expression =>
    reader.takeSymbol('-') ? { kind: 'negate', of: parseSigned(reader) } : parseMembers(reader);

  const parseMembers = (reader: TokenReader): Expression => {
    let of = parsePrimary(reader);
    for (;;) {
      if (reader.takeSymbol('.'))
        of = { kind: 'member', of, key: { kind: 'literal', value: parsePropertyName(reader) } };
      else if (reader.takeSymbol('[')) {
        of = { kind: 'member', of, key: parse(reader) };
        reader.expectSymbol(']');
      } else return of;
    }
  };

  const parsePrimary = (reader: TokenReader): Expression => {
    const token = reader.peek() ?? reader.fail();
    if (token.kind === 'word') return parseWord(reader, token.upper);
    reader.next();
    if (token.kind === 'text' || token.kind === 'number') return { kind: 'literal', value: token.value };
    if (token.kind === 'parameter') return { kind: 'parameter', name: token.text };
    if (token.text === '(') return parseBracket(reader);
    if (token.text === '[') return { kind: 'array', items: parseList(reader, ']') };
    if (token.text === '{') return { kind: 'object', properties: parseProperties(reader) };
    throw badRequest(`Cannot read the query: syntax error near "${token.text}"`);
  };

  const parseBracket = (reader: TokenReader): Expression => {
    const inner: Expression = reader.isWord('SELECT')
      ? { kind: 'subquery', gives: 'value', query: parseQuery(reader) }
      : parse(reader);
    reader.expectSymbol(')');
    return inner;
  };

  const parseWord = (reader: TokenReader, word: string): Expression => {
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
  };

  const parseCall = (reader: TokenReader, name: string, word: string): Expression => {
    if ((word === 'EXISTS' || word === 'ARRAY') && reader.isWord('SELECT')) {
      const query = parseQuery(reader);
      reader.expectSymbol(')');
      return { kind: 'subquery', gives: word === 'EXISTS' ? 'exists' : 'array', query };
    }
    const args = reader.takeSymbol('*') ? parseStar(reader) : parseList(reader, ')');
    if (isAggregateName(word)) return { kind: 'aggregate', name: word, of: args[0] ?? reader.fail() };
    if (!isFunctionName(word))
      throw badRequest(`Cannot run the query: "${name}" is not a function that is supported here`);
    return { kind: 'call', name: word, args };
  };

  /** `COUNT(*)` counts rows, as `COUNT(1)` does. */
  const parseStar = (reader: TokenReader): readonly Expression[] => {
    reader.expectSymbol(')');
    return [{ kind: 'literal', value: 1 }];
  };

  const parseList = (reader: TokenReader, end: ')' | ']'): readonly Expression[] => {
    const items: Expression[] = [];
    if (reader.takeSymbol(end)) return items;
    do items.push(parse(reader));
    while (reader.takeSymbol(','));
    reader.expectSymbol(end);
    return items;
  };

  const parseProperties = (reader: TokenReader): readonly { name: string; value: Expression }[] => {
    const properties: { name: string; value: Expression }[] = [];
    if (reader.takeSymbol('}')) return properties;
    do {
      const name = parsePropertyName(reader);
      reader.expectSymbol(':');
      properties.push({ name, value: parse(reader) });
    } while (reader.takeSymbol(','));
    reader.expectSymbol('}');
    return properties;
  };

  return parse;
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
