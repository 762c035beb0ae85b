import type { ServiceBusReceiver } from '@azure/service-bus';
import { createLoop } from '../trigger.ts';
import type { MessagePump, Take } from './message-pump.ts';

const waitMs = 1_000;
const faultPauseMs = 1_000;

export interface BatchPumpOptions {
  readonly open: () => ServiceBusReceiver;
  readonly take: Take;
  readonly maxMessages: number;
  readonly report: (line: string) => void;
}

/** Takes as many messages at a time as there are, one batch after the other. */
export function createBatchPump({ open, take, maxMessages, report }: BatchPumpOptions): MessagePump {
  let receiver: ServiceBusReceiver | undefined;

  const receive = async (abortSignal: AbortSignal): Promise<number> => {
    receiver ??= open();
    const messages = await receiver.receiveMessages(maxMessages, { maxWaitTimeInMs: waitMs, abortSignal });
    if (messages.length > 0) await take(receiver, messages);
    return 0;
  };

  const loop = createLoop(faultPauseMs, receive, report);
  return {
    start: () => loop.start(),
    async stop() {
      await loop.stop();
      await receiver?.close();
    },
  };
}
