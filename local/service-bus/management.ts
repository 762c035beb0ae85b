import type { Message } from 'rhea';
import rhea from 'rhea';
import { z } from 'zod';
import { BrokerError, sessionLockLost } from './broker-error.ts';
import type { Broker, Source } from './broker.ts';
import { fromUuidBytes, toUuidBytes } from './lock-token.ts';
import { decodeMessage, encodeMessage } from './message-codec.ts';
import type { MessageStore } from './message-store.ts';
import type { QueuedMessage } from './queued-message.ts';
import { toWireMessage } from './to-wire-message.ts';

export interface ManagementDeps {
  readonly broker: Broker;
  readonly store: MessageStore;
}

export interface ManagementAnswer {
  readonly status: number;
  readonly body?: unknown;
}

type Operation = (deps: ManagementDeps, address: string, body: unknown) => ManagementAnswer;

const bytes = z.instanceof(Uint8Array);
/** AMQP longs come as numbers, or as 8 bytes where they might be too large for one. */
const long = z.union([z.number(), bytes.transform((value) => Number(Buffer.from(value).readBigInt64BE()))]);
const session = z
  .string()
  .nullish()
  .transform((id) => id ?? undefined);
const lockTokens = z.array(bytes.transform(fromUuidBytes));
const sequenceNumbers = z.array(long);

const peekBody = z.object({ 'from-sequence-number': long, 'message-count': long, 'session-id': session });
const renewBody = z.object({ 'lock-tokens': lockTokens });
const scheduleBody = z.object({ messages: z.array(z.object({ message: bytes })) });
const sequenceBody = z.object({ 'sequence-numbers': sequenceNumbers });
const receiveBody = z.object({ 'sequence-numbers': sequenceNumbers, 'receiver-settle-mode': long });
const sessionBody = z.object({ 'session-id': z.string() });
const stateBody = z.object({ 'session-id': z.string(), 'session-state': bytes.nullish() });
const settleBody = z.object({
  'lock-tokens': lockTokens,
  'disposition-status': z.enum(['completed', 'abandoned', 'defered', 'suspended']),
  'deadletter-reason': z.string().optional(),
  'deadletter-description': z.string().optional(),
  'properties-to-modify': z.record(z.string(), z.unknown()).optional(),
});

const settledMode = 0;

const operations: Readonly<Record<string, Operation>> = {
  'com.microsoft:peek-message': peek,
  'com.microsoft:renew-lock': renewLocks,
  'com.microsoft:schedule-message': schedule,
  'com.microsoft:cancel-scheduled-message': cancelScheduled,
  'com.microsoft:receive-by-sequence-number': receiveDeferred,
  'com.microsoft:update-disposition': settle,
  'com.microsoft:renew-session-lock': renewSession,
  'com.microsoft:get-session-state': getSessionState,
  'com.microsoft:set-session-state': setSessionState,
};

/** Answers a request to an entity's `$management`; throws a BrokerError for what it refuses. */
export function answerManagement(
  deps: ManagementDeps,
  address: string,
  { application_properties, body }: Message,
): ManagementAnswer {
  const name = String(application_properties?.operation);
  const operation = operations[name];
  if (operation === undefined)
    throw new BrokerError(501, 'amqp:not-implemented', `Operation "${name}" is not supported locally`);
  return operation(deps, address, body);
}

function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new BrokerError(
    400,
    'com.microsoft:argument-error',
    `Cannot read the request: ${z.prettifyError(parsed.error)}`,
  );
}

function peek({ broker }: ManagementDeps, address: string, body: unknown): ManagementAnswer {
  const asked = parseBody(peekBody, body);
  const messages = broker.findSource(address).queue.peek({
    sequenceNumber: asked['from-sequence-number'],
    count: asked['message-count'],
    session: asked['session-id'],
  });
  if (messages.length === 0) return { status: 204 };
  return { status: 200, body: { messages: toList(messages.map((message) => toEntry(message))) } };
}

function renewLocks({ broker }: ManagementDeps, address: string, body: unknown): ManagementAnswer {
  const { queue } = broker.findSource(address);
  const expirations = parseBody(renewBody, body)['lock-tokens'].map((token) => queue.renew(token));
  return { status: 200, body: { expirations: rhea.types.wrap_array(expirations, 0x83, undefined) } };
}

function schedule({ broker }: ManagementDeps, address: string, body: unknown): ManagementAnswer {
  const messages = parseBody(scheduleBody, body).messages.map(({ message }) => decodeMessage(message));
  const numbers = broker.send(address, messages).map(({ sequenceNumber }) => sequenceNumber);
  return { status: 200, body: { 'sequence-numbers': rhea.types.wrap_array(numbers, 0x81, undefined) } };
}

function cancelScheduled({ broker }: ManagementDeps, address: string, body: unknown): ManagementAnswer {
  for (const number of parseBody(sequenceBody, body)['sequence-numbers'])
    broker.cancelScheduled(address, number);
  return { status: 200 };
}

function receiveDeferred({ broker }: ManagementDeps, address: string, body: unknown): ManagementAnswer {
  const { queue } = broker.findSource(address);
  const asked = parseBody(receiveBody, body);
  const entries = asked['sequence-numbers'].flatMap((number) => {
    const found = queue.receiveDeferred(number, asked['receiver-settle-mode'] === settledMode);
    if (found === undefined) return [];
    return 'token' in found ? [toEntry(found.message, found)] : [toEntry(found)];
  });
  if (entries.length === 0)
    throw new BrokerError(
      404,
      'com.microsoft:message-not-found',
      'Failed to lock one or more specified messages. The message does not exist.',
    );
  return { status: 200, body: { messages: toList(entries) } };
}

function settle({ broker }: ManagementDeps, address: string, body: unknown): ManagementAnswer {
  const { queue } = broker.findSource(address);
  const asked = parseBody(settleBody, body);
  const properties = asked['properties-to-modify'];
  const reason = {
    reason: asked['deadletter-reason'],
    description: asked['deadletter-description'],
    properties,
  };
  const settlements = {
    completed: { kind: 'completed' },
    abandoned: { kind: 'abandoned', properties },
    defered: { kind: 'deferred', properties },
    suspended: { kind: 'dead-lettered', reason },
  } as const;
  for (const token of asked['lock-tokens']) queue.settle(token, settlements[asked['disposition-status']]);
  return { status: 200 };
}

function renewSession({ broker }: ManagementDeps, address: string, body: unknown): ManagementAnswer {
  const untilMs = broker.findSource(address).sessions.renew(parseBody(sessionBody, body)['session-id']);
  return { status: 200, body: { expiration: rhea.types.wrap_timestamp(untilMs) } };
}

function getSessionState(
  { broker, store }: ManagementDeps,
  address: string,
  body: unknown,
): ManagementAnswer {
  const { queue } = assertSession(broker.findSource(address), parseBody(sessionBody, body)['session-id']);
  const state = store.findSessionState(queue.name, parseBody(sessionBody, body)['session-id']);
  return {
    status: 200,
    body: { 'session-state': state === undefined ? null : rhea.types.wrap_binary(Buffer.from(state)) },
  };
}

function setSessionState(
  { broker, store }: ManagementDeps,
  address: string,
  body: unknown,
): ManagementAnswer {
  const { 'session-id': id, 'session-state': state } = parseBody(stateBody, body);
  const { queue } = assertSession(broker.findSource(address), id);
  store.setSessionState(queue.name, id, state ?? undefined);
  return { status: 200 };
}

/** A session's state is for whoever holds it. */
function assertSession(source: Source, id: string): Source {
  if (!source.sessions.isHeld(id)) throw sessionLockLost(id);
  return source;
}

function toList(entries: readonly unknown[]): unknown {
  return rhea.types.wrap_list(entries);
}

function toEntry(
  message: QueuedMessage,
  lock?: { readonly token: string; readonly untilMs: number },
): unknown {
  const encoded = rhea.types.wrap_binary(encodeMessage(toWireMessage(message, lock?.untilMs)));
  return rhea.types.wrap_map(
    lock === undefined
      ? { message: encoded }
      : { message: encoded, 'lock-token': rhea.types.wrap_uuid(toUuidBytes(lock.token)) },
  );
}
