import { QueueServiceClient } from '@azure/storage-queue';
import { resolveConnection, resolveSetting } from '../app-settings.ts';
import type { Binding, TypedData } from '../invoker.ts';
import { resolveExpressions } from './binding-data.ts';
import type { BoundOutput } from './bound-invoker.ts';

export type MessageEncoding = 'base64' | 'none';

const toMessage = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2);

/** The messages that a value stands for: one for each element of a list, objects as indented JSON. */
function toMessages({ string, json, bytes, int, double }: TypedData): (string | Uint8Array)[] {
  if (string !== undefined) return [string];
  if (bytes !== undefined) return [bytes];
  if (int !== undefined || double !== undefined) return [String(int ?? double)];
  if (json === undefined) return [];
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.map(toMessage) : [toMessage(value)];
}

/** A queue that a function writes to; a missing queue is made, as on the real host. */
export function createQueueOutput(
  name: string,
  binding: Binding,
  options: {
    readonly values: Readonly<Record<string, string | undefined>>;
    readonly encoding: MessageEncoding;
  },
): BoundOutput {
  const { values, encoding } = options;
  const service = QueueServiceClient.fromConnectionString(resolveConnection(binding.connection, values));
  const queueName = resolveSetting(String(binding.queueName), values);
  return {
    name,
    async write(data, input) {
      const queue = service.getQueueClient(resolveExpressions(queueName, input).toLowerCase());
      await queue.createIfNotExists();
      for (const message of toMessages(data))
        await queue.sendMessage(Buffer.from(message).toString(encoding === 'base64' ? 'base64' : 'utf8'));
    },
  };
}
