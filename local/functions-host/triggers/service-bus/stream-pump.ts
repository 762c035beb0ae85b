import type { ServiceBusReceiver } from '@azure/service-bus';
import { messageOf } from '../trigger.ts';
import type { MessagePump, Take } from './message-pump.ts';

export interface StreamPumpOptions {
  readonly open: () => ServiceBusReceiver;
  readonly take: Take;
  readonly maxConcurrentCalls: number;
  readonly report: (line: string) => void;
}

/** Takes messages one by one, so many at once; the client renews their locks. */
export function createStreamPump({ open, take, maxConcurrentCalls, report }: StreamPumpOptions): MessagePump {
  const running = new Set<Promise<void>>();
  let stop: (() => Promise<void>) | undefined;
  let lastFault = '';

  return {
    start() {
      const receiver = open();
      const subscription = receiver.subscribe(
        {
          async processMessage(message) {
            lastFault = '';
            const run = take(receiver, [message]);
            running.add(run);
            await run.finally(() => running.delete(run));
          },
          processError({ error, entityPath }) {
            // A broker that is away is said once, not with every try to reach it.
            if (error.message !== lastFault)
              report(`Cannot receive from "${entityPath}": ${messageOf(error)}`);
            lastFault = error.message;
            return Promise.resolve();
          },
        },
        { autoCompleteMessages: false, maxConcurrentCalls },
      );
      stop = async () => {
        await subscription.close();
        await Promise.all(running);
        await receiver.close();
      };
    },
    stop: async () => stop?.(),
  };
}
