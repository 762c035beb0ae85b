import type { Container, OperationInput } from '@azure/cosmos';

export interface BulkResult {
  readonly statusCode: number;
  readonly retryAfterMs?: number;
}

/** Cosmos DB takes 100 operations a request and partition; a call of the client sends one request a partition. */
export const operationsPerCall = 100;
const callsAtOnce = 8;

/** Sends operations in bulk; one result an operation, in order. */
export async function sendBulk(
  container: Container,
  operations: readonly OperationInput[],
  signal?: AbortSignal,
): Promise<BulkResult[]> {
  const calls: OperationInput[][] = [];
  for (let start = 0; start < operations.length; start += operationsPerCall) {
    calls.push(operations.slice(start, start + operationsPerCall));
  }
  const results: BulkResult[][] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < calls.length; index = next++) {
      results[index] = await sendOne(container, calls[index] ?? [], signal);
    }
  };
  await Promise.all(Array.from({ length: callsAtOnce }, worker));
  return results.flat();
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
  return results.map((result) => ({ statusCode: result.statusCode, ...toRetryAfter(result) }));
}

/** The client's types leave out what the service says of a throttled operation. */
function toRetryAfter(result: object): Pick<BulkResult, 'retryAfterMs'> {
  const ms = 'retryAfterMilliseconds' in result ? result.retryAfterMilliseconds : undefined;
  return typeof ms === 'number' ? { retryAfterMs: ms } : {};
}
