import { CosmosClient } from '@azure/cosmos';
import { z } from 'zod';
import type { CosmosGateway } from '../../../local/cosmos/start-cosmos-gateway.ts';

export function openClient({ connectionString }: CosmosGateway, maxRetryAttemptCount = 0): CosmosClient {
  return new CosmosClient({
    connectionString,
    connectionPolicy: {
      retryOptions: { maxRetryAttemptCount, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 20 },
    },
  });
}

const refusal = z.object({ code: z.number(), body: z.object({ message: z.string() }) });

/** The status and message that a call was refused with. */
export async function refused(
  call: Promise<unknown>,
): Promise<{ readonly code: number; readonly message: string }> {
  const outcome = await call.then(
    () => ({ code: 0, body: { message: 'It was not refused' } }),
    (error: unknown) => refusal.parse(error),
  );
  return { code: outcome.code, message: outcome.body.message };
}
