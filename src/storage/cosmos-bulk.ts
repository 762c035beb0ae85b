import type { Container, OperationInput } from '@azure/cosmos';
import type { RequestUnitPacer } from './request-unit-pacer.ts';

export interface BulkResult {
  readonly statusCode: number;
  /** In request units. */
  readonly charge: number;
  readonly retryAfterMs?: number;
}

export interface BulkOptions {
  readonly pacer: Pick<RequestUnitPacer, 'admit' | 'learn' | 'operationsPerRequest'>;
  readonly signal?: AbortSignal | undefined;
}

const requestsAtOnce = 8;
const throttledStatus = 429;

/** Sends operations in bulk, as fast as the pacer allows; one result an operation, in order. */
export async function sendBulk(
  container: Container,
  operations: readonly OperationInput[],
  { pacer, signal }: BulkOptions,
): Promise<BulkResult[]> {
  const results: BulkResult[] = [];
  let next = 0;
  const worker = async () => {
    while (next < operations.length) {
      const start = next;
      const part = operations.slice(start, start + pacer.operationsPerRequest());
      next += part.length;
      await pacer.admit(part.length, signal);
      const answers = await sendOne(container, part, signal);
      pacer.learn(toSpent(answers));
      answers.forEach((answer, index) => (results[start + index] = answer));
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, worker));
  return results;
}

function toSpent(results: readonly BulkResult[]) {
  const charge = results.reduce((sum, result) => sum + result.charge, 0);
  const throttled = results.some(({ statusCode }) => statusCode === throttledStatus);
  return { operations: results.length, charge, throttled };
}

async function sendOne(
  container: Container,
  operations: OperationInput[],
  signal?: AbortSignal,
): Promise<BulkResult[]> {
  const options = signal && { abortSignal: signal };
  // Its successor takes a second a call, however few the operations: too much for small chunks.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const results = await container.items.bulk(operations, { continueOnError: true }, options);
  return results.map(toBulkResult);
}

/** The client's types leave out what the service says of a throttled operation. */
function toBulkResult(result: { readonly statusCode: number; readonly requestCharge: number }): BulkResult {
  const ms = 'retryAfterMilliseconds' in result ? result.retryAfterMilliseconds : undefined;
  const wait = typeof ms === 'number' ? { retryAfterMs: ms } : {};
  return { statusCode: result.statusCode, charge: result.requestCharge, ...wait };
}
