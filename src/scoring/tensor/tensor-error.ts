import { ScoringError } from '../scoring-error.ts';

/** `Cannot read input "tenure": ...`, with the input's name and what more is known as details. */
export function toInputError(
  input: string,
  what: string,
  details: Readonly<Record<string, unknown>> = {},
): ScoringError {
  const message = `Cannot read input ${JSON.stringify(input)}: ${what}`;
  return new ScoringError('InvalidRequest', message, { details: { input, ...details } });
}

export const toCount = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
