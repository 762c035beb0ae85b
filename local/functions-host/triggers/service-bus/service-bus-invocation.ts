import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { toBindingFields } from '../../binding-fields.ts';
import type { InvocationInput, TypedData } from '../../invoker.ts';
import { toDotNetTime } from '../dot-net-time.ts';
import { shadow } from '../shadow.ts';

/** The body as it was sent: bytes stay bytes, what another client sent as an AMQP value becomes text. */
function toBytes(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8');
}

const toText = (message: ServiceBusReceivedMessage) => Buffer.from(toBytes(message.body)).toString('utf8');

const expiryOf = ({ expiresAtUtc }: ServiceBusReceivedMessage) => expiresAtUtc ?? new Date(8.64e15);
const enqueuedOf = ({ enqueuedTimeUtc }: ServiceBusReceivedMessage) => enqueuedTimeUtc ?? new Date(0);

/** What the host tells of a message, under its names. */
const fields: Readonly<Record<string, (message: ServiceBusReceivedMessage) => unknown>> = {
  DeliveryCount: (message) => (message.deliveryCount ?? 0) + 1,
  DeadLetterSource: (message) => message.deadLetterSource,
  LockToken: (message) => message.lockToken,
  ExpiresAtUtc: (message) => expiryOf(message).toISOString(),
  ExpiresAt: (message) => toDotNetTime(expiryOf(message)),
  EnqueuedTimeUtc: (message) => enqueuedOf(message).toISOString(),
  EnqueuedTime: (message) => toDotNetTime(enqueuedOf(message)),
  MessageId: (message) => message.messageId,
  ContentType: (message) => message.contentType,
  ReplyTo: (message) => message.replyTo,
  SequenceNumber: (message) => Number(message.sequenceNumber?.toString() ?? 0),
  To: (message) => message.to,
  Subject: (message) => message.subject,
  CorrelationId: (message) => message.correlationId,
  ApplicationProperties: (message) => message.applicationProperties ?? {},
  SessionId: (message) => message.sessionId,
  ReplyToSessionId: (message) => message.replyToSessionId,
  PartitionKey: (message) => message.partitionKey,
};

const toData = (value: unknown): TypedData =>
  typeof value === 'string' ? { string: value } : { json: JSON.stringify(value) };

function toMetadata(message: ServiceBusReceivedMessage): Record<string, TypedData> {
  const values = Object.entries(fields).map(([name, read]) => [name, read(message)] as const);
  return Object.fromEntries(
    values.filter(([, value]) => value !== undefined).map(([name, value]) => [name, toData(value)]),
  );
}

export interface MessageShape {
  /** The name of the trigger's binding. */
  readonly name: string;
  readonly isBinary: boolean;
}

/** What a function receives that takes one message at a time. */
export function toMessageInvocation(
  { name, isBinary }: MessageShape,
  message: ServiceBusReceivedMessage,
): InvocationInput {
  const metadata = toMetadata(message);
  if (isBinary)
    return { inputData: [{ name, data: { bytes: toBytes(message.body) } }], triggerMetadata: metadata };
  const text = toText(message);
  return {
    inputData: [{ name, data: { string: text } }],
    triggerMetadata: shadow(metadata, toBindingFields(text)),
  };
}

/** What a function receives that takes many: the bodies, and of each field a list. */
export function toBatchInvocation(
  { name, isBinary }: MessageShape,
  messages: readonly ServiceBusReceivedMessage[],
): InvocationInput {
  const data: TypedData = isBinary
    ? { collectionBytes: { bytes: messages.map((message) => toBytes(message.body)) } }
    : { collectionString: { string: messages.map(toText) } };
  const lists = Object.entries(fields).map(([key, read]) => [
    `${key}Array`,
    { json: JSON.stringify(messages.map((message) => read(message) ?? null)) },
  ]);
  return {
    inputData: [{ name, data }],
    triggerMetadata: Object.fromEntries(lists) as Record<string, TypedData>,
  };
}

/** A run by hand: a text that never was a message. */
export function toRunByHand({ name }: MessageShape, text: string): InvocationInput {
  return { inputData: [{ name, data: { string: text } }], triggerMetadata: toBindingFields(text) };
}
