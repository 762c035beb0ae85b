import type { Message } from 'rhea';
import type { CorrelationFilter } from './entities.ts';

/** Whether a message has all that a subscription's correlation filter asks for. */
export function matchesFilter(message: Message, filter: CorrelationFilter | undefined): boolean {
  if (filter === undefined) return true;
  const asked: readonly (readonly [unknown, unknown])[] = [
    [filter.correlationId, message.correlation_id],
    [filter.messageId, message.message_id],
    [filter.to, message.to],
    [filter.replyTo, message.reply_to],
    [filter.subject, message.subject],
    [filter.sessionId, message.group_id],
    [filter.contentType, message.content_type],
  ];
  const properties: Readonly<Record<string, unknown>> = message.application_properties ?? {};
  return (
    asked.every(([wanted, found]) => wanted === undefined || wanted === found) &&
    Object.entries(filter.applicationProperties ?? {}).every(([name, wanted]) => properties[name] === wanted)
  );
}
