/** `node queue-once.ts PORT send QUEUE FILE` sends the messages of a JSON file; `... PORT take QUEUE` takes all that are there, and ends. */
import { readFile } from 'node:fs/promises';
import { ServiceBusClient, type ServiceBusMessage } from '@azure/service-bus';

const [port = '', action = '', queue = '', file = ''] = process.argv.slice(2);
const client = new ServiceBusClient(
  `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`,
);
const quietMs = 3000;
const atOnce = 200;

if (action === 'send') {
  const messages = JSON.parse(await readFile(file, 'utf8')) as ServiceBusMessage[];
  const sender = client.createSender(queue);
  for (let k = 0; k < messages.length; k += atOnce) await sender.sendMessages(messages.slice(k, k + atOnce));
} else {
  const receiver = client.createReceiver(queue, { receiveMode: 'receiveAndDelete' });
  const taken = [];
  for (;;) {
    const some = await receiver.receiveMessages(atOnce, { maxWaitTimeInMs: quietMs });
    if (some.length === 0) break;
    taken.push(
      ...some.map(({ messageId, subject, body }) => ({ messageId, subject, body: body as unknown })),
    );
  }
  console.log(JSON.stringify(taken));
}
process.exit(0);
