import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import type { Model } from '../scoring/model.ts';
import type { Records } from '../scoring/records.ts';
import type { Scored } from '../scoring/scorer.ts';
import type { ScoringError } from '../scoring/scoring-error.ts';
import type { WebRequest } from './http/web-request.ts';

export const dialects = ['predict', 'v2', 'azureml', 'mlflow'] as const;
export type DialectName = (typeof dialects)[number];

/** One request for predictions, as far as it has come. */
export interface ScoringCall {
  readonly dialect: DialectName;
  readonly request: WebRequest;
  readonly requestId: string;
  readonly context: InvocationContext | undefined;
  /** By the clock of `performance.now()`. */
  readonly startMs: number;
  /** Undefined where the request names none that there is. */
  readonly model: Model | undefined;
  /** What was sent, once it is read. */
  readonly records: Records | undefined;
  readonly scored: Scored | undefined;
  /** Why it failed, with all that is known. */
  readonly error: ScoringError | undefined;
  /** When reading began, by the same clock; 0 where it did not. */
  readonly readStartMs: number;
  /** From there to the end of parsing. */
  readonly parseMs: number;
  /** When the answer began to be written; 0 where it did not. */
  readonly answerStartMs: number;
  readonly serialiseMs: number;
  /** Of the whole, once it has ended. */
  readonly totalMs: number;
  readonly response: HttpResponseInit | undefined;
}

/** Is told of requests: for counting, tracing, logging, keeping. It must neither throw nor wait. */
export interface ScoringObserver {
  readonly begin?: (call: ScoringCall) => void;
  readonly end: (call: ScoringCall) => void;
}
