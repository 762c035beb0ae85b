import { z } from 'zod';
import type { Settlement } from './message-queue.ts';

export const outcomeKinds = ['accepted', 'released', 'modified', 'rejected'] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

const properties = z.record(z.string(), z.unknown()).optional().catch(undefined);

const outcomeSchema = z.object({
  undeliverable_here: z.boolean().nullish(),
  message_annotations: properties,
  error: z.object({ info: properties }).nullish().catch(undefined),
});

/** What a receiver's disposition says: modified is abandon or, undeliverable here, defer; rejected is dead-letter. */
export function parseOutcome(kind: OutcomeKind, state: unknown): Settlement {
  const { undeliverable_here, message_annotations, error } = outcomeSchema.safeParse(state).data ?? {};
  switch (kind) {
    case 'accepted':
      return { kind: 'completed' };
    case 'released':
      return { kind: 'abandoned' };
    case 'modified':
      return {
        kind: undeliverable_here === true ? 'deferred' : 'abandoned',
        properties: message_annotations,
      };
    case 'rejected':
      return { kind: 'dead-lettered', reason: toReason(error?.info ?? {}) };
    default:
      return kind satisfies never;
  }
}

function toReason({
  DeadLetterReason,
  DeadLetterErrorDescription,
  ...more
}: Readonly<Record<string, unknown>>) {
  return {
    reason: toText(DeadLetterReason),
    description: toText(DeadLetterErrorDescription),
    properties: more,
  };
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
