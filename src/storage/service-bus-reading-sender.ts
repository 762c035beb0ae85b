import { sessionOf } from '../events/session-of.ts';
import { createServiceBusClient } from './service-bus-client.ts';
import type { ServiceConnection } from './service-connection.ts';

/** A reading as a device sends it. */
export interface SentReading {
  readonly device: string;
  /** ISO 8601. */
  readonly time: string;
  readonly value: number;
}

export interface ReadingSender {
  /** One message a reading, each in its device's session. */
  readonly send: (readings: readonly SentReading[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

const timeoutMs = 30_000;

/** Sends readings to the queue `readings`, as devices would. */
export function createReadingSender(connection: ServiceConnection): ReadingSender {
  const client = createServiceBusClient(connection, timeoutMs);
  const sender = client.createSender('readings');
  return {
    send: async (readings) => {
      const messages = readings.map((reading) => ({
        messageId: `${reading.device}@${reading.time}`,
        sessionId: sessionOf(reading.device),
        contentType: 'application/json',
        body: reading,
      }));
      await sender.sendMessages(messages, { abortSignal: AbortSignal.timeout(timeoutMs) });
    },
    close: () => client.close(),
  };
}
