import { ServiceBusClient, type ServiceBusMessage } from '@azure/service-bus';

/** The connection string of the Service Bus of this machine. */
export function toConnection(port: number): string {
  return `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`;
}

const quietMs = 1_000;
const atOnce = 200;

/** Sends messages to a queue, in their order. */
export async function send(
  port: number,
  queue: string,
  messages: readonly ServiceBusMessage[],
): Promise<void> {
  const client = new ServiceBusClient(toConnection(port));
  try {
    await client.createSender(queue).sendMessages([...messages]);
  } finally {
    await client.close();
  }
}

/** Takes what is in a queue until nothing more comes: the subject and the body of each message. */
export async function takeAll(port: number, queue: string): Promise<readonly unknown[]> {
  const client = new ServiceBusClient(toConnection(port));
  const receiver = client.createReceiver(queue, { receiveMode: 'receiveAndDelete' });
  const taken: unknown[] = [];
  try {
    for (;;) {
      const some = await receiver.receiveMessages(atOnce, { maxWaitTimeInMs: quietMs });
      if (some.length === 0) return taken;
      taken.push(...some.map(({ body }): unknown => body));
    }
  } finally {
    await client.close();
  }
}
