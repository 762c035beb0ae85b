/** `node service-bus-once.ts PORT send QUEUE MESSAGE`, or `... PORT take TOPIC SUBSCRIPTION COUNT`: does it, and ends. */
import { ServiceBusClient, type ServiceBusMessage } from '@azure/service-bus';

const [port = '', action = '', entity = '', detail = '', count = '1'] = process.argv.slice(2);
const client = new ServiceBusClient(
  `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`,
);
const waitMs = 20_000;

if (action === 'send') {
  await client.createSender(entity).sendMessages(JSON.parse(detail) as ServiceBusMessage);
} else {
  const receiver = client.createReceiver(entity, detail, { receiveMode: 'receiveAndDelete' });
  const messages = [];
  while (messages.length < Number(count)) {
    const more = await receiver.receiveMessages(Number(count) - messages.length, { maxWaitTimeInMs: waitMs });
    if (more.length === 0) break;
    messages.push(
      ...more.map(({ messageId, subject, body }) => ({ messageId, subject, body: body as unknown })),
    );
  }
  console.log(JSON.stringify(messages));
}
process.exit(0);
