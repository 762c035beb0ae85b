import { createHash } from 'node:crypto';
import type { ServiceBusClient, ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';
import type { DevicePrediction } from '../events/device-state.ts';
import type { ReadingOutbox } from '../events/reading-outbox.ts';
import type { ReadingMessage, Rejection } from '../events/reading.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import type { ServiceConnection } from './service-connection.ts';

const alertQueue = 'alerts';
const rejectionQueue = 'readings-rejected';
const timeoutMs = 30_000;
/** The service takes no longer ones. */
const maxIdLength = 128;
/** A message of the standard tier holds 256 KB. */
const maxBodyLength = 64_000;

type SenderOf = (queue: string) => Promise<ServiceBusSender>;

/**
 * Tells of readings on the queues `alerts` and `readings-rejected`. What is told twice has the same message id, by which
 * the queues know it within the time for which they look for duplicates. Connects with the first message.
 */
export function createServiceBusReadingOutbox(connection: ServiceConnection): ReadingOutbox {
  const senderOf = createSenders(connection);
  return {
    alert: (anomalies) => sendAll(senderOf, alertQueue, anomalies.map(toAlert)),
    reject: (message, rejections) =>
      sendAll(
        senderOf,
        rejectionQueue,
        rejections.map((rejection) => toRejected(message, rejection)),
      ),
  };
}

/** The client is loaded only where something is told: it would lengthen the cold start of everything else. */
function createSenders(connection: ServiceConnection): SenderOf {
  let opening: Promise<ServiceBusClient> | undefined;
  const senders = new Map<string, ServiceBusSender>();
  const open = async (): Promise<ServiceBusClient> => {
    const { createServiceBusClient } = await import('./service-bus-client.ts');
    return createServiceBusClient(connection, timeoutMs / 3);
  };
  return async (queue) => {
    opening ??= open().catch((thrown: unknown) => {
      opening = undefined;
      throw thrown;
    });
    const client = await opening;
    const sender = senders.get(queue) ?? client.createSender(queue);
    senders.set(queue, sender);
    return sender;
  };
}

async function sendAll(
  senderOf: SenderOf,
  queue: string,
  messages: readonly ServiceBusMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  try {
    const sender = await senderOf(queue);
    await sendInBatches(sender, messages, AbortSignal.timeout(timeoutMs));
  } catch (cause) {
    throw new ScoringError('Unavailable', `Cannot send ${messages.length} messages to "${queue}"`, { cause });
  }
}

/** As many at once as the service takes. */
async function sendInBatches(
  sender: ServiceBusSender,
  messages: readonly ServiceBusMessage[],
  abortSignal: AbortSignal,
): Promise<void> {
  let batch = await sender.createMessageBatch({ abortSignal });
  for (const message of messages) {
    if (batch.tryAddMessage(message)) continue;
    await sender.sendMessages(batch, { abortSignal });
    batch = await sender.createMessageBatch({ abortSignal });
    if (!batch.tryAddMessage(message)) throw new Error('A message is larger than the service takes');
  }
  await sender.sendMessages(batch, { abortSignal });
}

function toAlert({ window: _, ...anomaly }: DevicePrediction): ServiceBusMessage {
  const { model, device, time } = anomaly;
  return {
    messageId: toMessageId(`${model}:${device}@${time}`),
    subject: 'Anomaly',
    contentType: 'application/json',
    applicationProperties: { model, device },
    body: anomaly,
  };
}

function toRejected(message: ReadingMessage, { position, code, reason, body }: Rejection): ServiceBusMessage {
  const { id, session, enqueuedAt } = message;
  return {
    messageId: `${enqueuedAt.getTime()}:${position.sequence}:${position.index}`,
    subject: code,
    contentType: 'application/json',
    applicationProperties: { code },
    body: { code, reason, message: id, session, sentAt: enqueuedAt.toISOString(), reading: shorten(body) },
  };
}

function toMessageId(text: string): string {
  return text.length <= maxIdLength ? text : createHash('sha256').update(text).digest('hex');
}

/** The beginning of what is too long to be sent on. */
function shorten(body: unknown): unknown {
  const text = JSON.stringify(body ?? null);
  return text.length <= maxBodyLength ? body : text.slice(0, maxBodyLength);
}
