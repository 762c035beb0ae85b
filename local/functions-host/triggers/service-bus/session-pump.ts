import { once } from 'node:events';
import { isServiceBusError, type ServiceBusSessionReceiver } from '@azure/service-bus';
import { createLoop } from '../trigger.ts';
import type { MessagePump, Take } from './message-pump.ts';

const faultPauseMs = 1_000;
/** How often a session that is held is asked whether the host stops. */
const askMs = 1_000;

export interface SessionPumpOptions {
  readonly accept: (abortSignal: AbortSignal) => Promise<ServiceBusSessionReceiver>;
  readonly take: Take;
  readonly maxConcurrentSessions: number;
  /** Messages of a session that are taken at once: 1, or a batch. */
  readonly maxMessages: number;
  readonly sessionIdleMs: number;
  readonly report: (line: string) => void;
}

/** There is no session with messages now, or another has it. */
const isNoSession = (error: unknown) =>
  isServiceBusError(error) && (error.code === 'ServiceTimeout' || error.code === 'SessionCannotBeLocked');

/** Waits for a session, but no longer than until the host stops: the client itself waits on for up to a minute. */
async function acceptUntilStopped(
  accept: SessionPumpOptions['accept'],
  signal: AbortSignal,
): Promise<ServiceBusSessionReceiver | undefined> {
  const accepted = accept(signal);
  const stopped = once(signal, 'abort').then(() => undefined);
  const receiver = await Promise.race([accepted, stopped]);
  if (receiver === undefined) void accepted.then((late) => late.close()).catch(() => undefined);
  return receiver;
}

/** Takes so many sessions at once, and the messages of each in their order; a session that falls idle is let go. */
export function createSessionPump(options: SessionPumpOptions): MessagePump {
  const { accept, take, maxMessages, sessionIdleMs, report } = options;

  const drain = async (receiver: ServiceBusSessionReceiver, abortSignal: AbortSignal) => {
    for (let idleSince = Date.now(); !abortSignal.aborted && Date.now() - idleSince < sessionIdleMs;) {
      const maxWaitTimeInMs = Math.min(askMs, sessionIdleMs);
      const messages = await receiver.receiveMessages(maxMessages, { maxWaitTimeInMs });
      if (messages.length === 0) continue;
      await take(receiver, messages);
      idleSince = Date.now();
    }
  };

  const serveSession = async (abortSignal: AbortSignal): Promise<number> => {
    let receiver: ServiceBusSessionReceiver | undefined;
    try {
      receiver = await acceptUntilStopped(accept, abortSignal);
    } catch (error) {
      if (isNoSession(error)) return 0;
      throw error;
    }
    if (receiver === undefined) return 0;
    try {
      await drain(receiver, abortSignal);
    } finally {
      await receiver.close();
    }
    return 0;
  };

  const lanes = Array.from({ length: options.maxConcurrentSessions }, () =>
    createLoop(faultPauseMs, serveSession, report),
  );
  return {
    start: () => lanes.forEach((lane) => lane.start()),
    async stop() {
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}
