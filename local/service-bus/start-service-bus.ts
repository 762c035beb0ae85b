import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { dirname } from 'node:path';
import type { SenderOptions } from 'rhea';
import type { FaultRegistry } from '../faults/fault-registry.ts';
import { createAmqpServer } from './amqp-server.ts';
import { createBroker } from './broker.ts';
import type { Entities } from './entities.ts';
import { openMessageStore } from './message-store.ts';

export interface ServiceBusOptions {
  /** The SQLite file that holds the messages; undefined = in memory. */
  readonly file: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
  readonly entities: Entities;
  /** What is to go wrong, for tests. */
  readonly faults?: Pick<FaultRegistry, 'pick'>;
}

/** Settling is the receivers' business, and a modified message may be a deferred one; rhea's types know only the first. */
const senderOptions: SenderOptions = Object.assign(
  { autosettle: false },
  { treat_modified_as_released: false },
);

export interface ServiceBus {
  readonly port: number;
  readonly connectionString: string;
  stop(): Promise<void>;
}

/** Starts the Service Bus broker on 127.0.0.1 over plain AMQP. Throws when the port is in use. */
export async function startServiceBus({
  file,
  port,
  entities,
  faults,
}: ServiceBusOptions): Promise<ServiceBus> {
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  const store = openMessageStore(file);
  const broker = createBroker(entities, store);
  const closeStore = (): void => {
    broker.stop();
    store.close();
  };
  const server = createAmqpServer({ broker, store, pickFault: faults?.pick }).listen({
    port,
    host: '127.0.0.1',
    receiver_options: { autoaccept: false, credit_window: 1000 },
    sender_options: senderOptions,
  });
  const sockets = trackSockets(server);
  const listening = await portOf(server, port).catch((error: unknown) => {
    closeStore();
    throw error;
  });
  return {
    port: listening,
    connectionString: `Endpoint=sb://127.0.0.1:${listening};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;`,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy(new Error('Stopped')); // only an error makes rhea let go
      await once(server, 'close');
      closeStore();
    },
  };
}

function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

async function portOf(server: Server, port: number): Promise<number> {
  try {
    await once(server, 'listening');
  } catch (error) {
    const inUse =
      typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
    throw inUse ? new Error(`Cannot start Service Bus: port ${port} is in use`, { cause: error }) : error;
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
