import { app } from '@azure/functions';
import { z } from 'zod';
import type { ReadingScorer } from '../events/score-readings.ts';
import type { ReadingMessage } from '../events/reading.ts';
import { toJsonBody } from './json-body.ts';
import { withPatience } from './with-patience.ts';

/**
 * Scores readings of devices as they come. One message a call: a call for many would be given one session at a time, and
 * no other as long as that has messages.
 */
export function registerReadings(scoreReadings: ReadingScorer): void {
  app.serviceBusQueue('readings', {
    queueName: 'readings',
    connection: 'ServiceBus',
    isSessionsEnabled: true,
    cardinality: 'one',
    handler: async (body, context) => {
      const message = toReadingMessage(body, context.triggerMetadata);
      const counts = await withPatience(() => scoreReadings(message));
      const { anomalies, rejected, repeated } = counts;
      if (anomalies + rejected + repeated > 0)
        context.log(`Readings of message ${message.sequence}: ${JSON.stringify(counts)}`);
    },
  });
}

/** The worker takes a text that reads as a number for one. */
const text = z.union([z.string(), z.number()]).transform(String).catch('');
const metadataSchema = z.object({
  messageId: text,
  sessionId: text,
  sequenceNumber: z.coerce.number(),
  enqueuedTimeUtc: z.coerce.date(),
});

/** Fails where the host does not tell where in the queue the message stood. */
export function toReadingMessage(body: unknown, metadata: unknown): ReadingMessage {
  const { messageId, sessionId, sequenceNumber, enqueuedTimeUtc } = metadataSchema.parse(metadata);
  return {
    id: messageId,
    session: sessionId,
    sequence: sequenceNumber,
    enqueuedAt: enqueuedTimeUtc,
    body: toJsonBody(body),
  };
}
