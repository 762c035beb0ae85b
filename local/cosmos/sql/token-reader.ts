import { badRequest } from '../cosmos-error.ts';
import type { Query } from './ast.ts';
import type { Token } from './tokenize.ts';

/** A position in a query's tokens; the parsers share one and move it on. */
export interface TokenReader {
  peek(ahead?: number): Token | undefined;
  next(): Token;
  /** Moves past these words when all of them come next. */
  takeWords(...words: readonly string[]): boolean;
  takeSymbol(symbol: string): boolean;
  isWord(word: string): boolean;
  expectSymbol(symbol: string): void;
  expectWord(word: string): void;
  /** A name that is no reserved word. */
  expectName(): string;
  fail(): never;
  /** Reads a query in brackets; carried along, as expressions and queries need each other. */
  readonly parseQuery: (reader: TokenReader) => Query;
}

const reserved = new Set(
  'SELECT TOP DISTINCT VALUE FROM WHERE GROUP ORDER BY OFFSET LIMIT JOIN IN AS AND OR NOT BETWEEN LIKE ASC DESC EXISTS'.split(
    ' ',
  ),
);

export function createTokenReader(
  tokens: readonly Token[],
  parseQuery: TokenReader['parseQuery'],
): TokenReader {
  let position = 0;
  const peek = (ahead = 0): Token | undefined => tokens[position + ahead];
  const wordAt = (ahead: number, word: string): boolean => {
    const token = peek(ahead);
    return token?.kind === 'word' && token.upper === word;
  };
  const fail = (): never => {
    const token = peek();
    throw badRequest(
      token === undefined
        ? 'Cannot read the query: it ends too early'
        : `Cannot read the query: syntax error near "${token.text}"`,
    );
  };
  const take = (matches: boolean, count: number): boolean => {
    if (matches) position += count;
    return matches;
  };
  const takeSymbol = (symbol: string): boolean => {
    const token = peek();
    return take(token?.kind === 'symbol' && token.text === symbol, 1);
  };
  const takeWords = (...words: readonly string[]): boolean =>
    take(
      words.every((word, ahead) => wordAt(ahead, word)),
      words.length,
    );
  return {
    peek,
    next: () => tokens[position++] ?? fail(),
    takeWords,
    takeSymbol,
    isWord: (word) => wordAt(0, word),
    expectSymbol(symbol) {
      if (!takeSymbol(symbol)) fail();
    },
    expectWord(word) {
      if (!takeWords(word)) fail();
    },
    expectName() {
      const token = peek();
      if (token?.kind !== 'word' || reserved.has(token.upper)) return fail();
      position++;
      return token.text;
    },
    fail,
    parseQuery,
  };
}
