import type { Message } from 'rhea';
import { BrokerError } from './broker-error.ts';
import type { Entities, QueueEntity } from './entities.ts';
import { matchesFilter } from './matches-filter.ts';
import type { MessageQueue } from './message-queue.ts';
import { createMessageQueue } from './message-queue.ts';
import type { MessageStore } from './message-store.ts';
import type { QueuedMessage } from './queued-message.ts';
import type { SessionLocks } from './session-locks.ts';
import { createSessionLocks } from './session-locks.ts';

/** Something that messages can be received from: a queue, a subscription or the dead letters of one. */
export interface Source {
  readonly queue: MessageQueue;
  readonly sessions: SessionLocks;
}

/** All entities by their addresses, which are compared without case. */
export interface Broker {
  findSource(address: string): Source;
  /** Sends to a queue or to all subscriptions of a topic that want it; gives what was taken in. */
  send(address: string, messages: readonly Message[]): readonly QueuedMessage[];
  /** Throws when there is nothing of this name to send to. */
  assertTarget(address: string): void;
  cancelScheduled(address: string, sequenceNumber: number): void;
  stop(): void;
}

type Target = (message: Message) => readonly QueuedMessage[];

export function createBroker({ queues, topics }: Entities, store: MessageStore): Broker {
  const sources = new Map<string, Source>();
  const targets = new Map<string, { readonly send: Target; readonly queues: readonly MessageQueue[] }>();

  const addQueue = (entity: QueueEntity): MessageQueue => {
    const deadLetters = addSource({ name: `${entity.name}/$DeadLetterQueue` }, undefined);
    return addSource(entity, deadLetters);
  };

  const addSource = (entity: QueueEntity, deadLetterQueue: MessageQueue | undefined): MessageQueue => {
    const sessions = createSessionLocks(() => queue);
    const queue: MessageQueue = createMessageQueue({
      entity,
      store,
      deadLetterQueue,
      onWaiting: () => sessions.grant(),
    });
    sources.set(toKey(entity.name), { queue, sessions });
    return queue;
  };

  for (const entity of queues) {
    const queue = addQueue(entity);
    targets.set(toKey(entity.name), { queues: [queue], send: (message) => taken([queue.send(message)]) });
  }
  for (const { name, subscriptions, duplicateDetectionMs } of topics) {
    const routes = subscriptions.map(({ correlationFilter, ...entity }) => ({
      correlationFilter,
      queue: addQueue({ ...entity, name: `${name}/Subscriptions/${entity.name}` }),
    }));
    const isNew = (message: Message): boolean =>
      duplicateDetectionMs === undefined ||
      store.remember(name, String(message.message_id), Date.now() - duplicateDetectionMs);
    targets.set(toKey(name), {
      queues: routes.map(({ queue }) => queue),
      send: (message) =>
        isNew(message)
          ? taken(
              routes
                .filter((route) => matchesFilter(message, route.correlationFilter))
                .map(({ queue }) => queue.send(message)),
            )
          : [],
    });
  }

  const findTarget = (address: string) => targets.get(toKey(address)) ?? notFound(address);

  return {
    findSource: (address) => sources.get(toKey(address)) ?? notFound(address),
    assertTarget: (address) => void findTarget(address),
    send(address, messages) {
      const target = findTarget(address);
      for (const message of messages) for (const queue of target.queues) queue.assertAccepts(message);
      return store.transact(() => messages.flatMap((message) => target.send(message)));
    },
    cancelScheduled(address, sequenceNumber) {
      for (const queue of findTarget(address).queues) queue.cancelScheduled(sequenceNumber);
    },
    stop() {
      for (const { queue, sessions } of sources.values()) {
        queue.stop();
        sessions.stop();
      }
    },
  };
}

const toKey = (address: string): string => address.toLowerCase();

function taken(messages: readonly (QueuedMessage | undefined)[]): readonly QueuedMessage[] {
  return messages.filter((message) => message !== undefined);
}

function notFound(address: string): never {
  throw new BrokerError(404, 'amqp:not-found', `The messaging entity "${address}" could not be found`);
}
