import { BrokerError, sessionLockLost } from './broker-error.ts';
import type { MessageQueue } from './message-queue.ts';
import type { Timers } from './timers.ts';
import { createTimers } from './timers.ts';

export interface SessionHolder {
  /** Told when the lock has run out. */
  lost(error: BrokerError): void;
}

/** Asks for the next free session; the answer may take a while. */
export interface SessionWaiter {
  granted(session: string): void;
}

/** Who holds which session of a queue. */
export interface SessionLocks {
  /** Locks a session until the time it gives; throws when another receiver holds it. */
  acquire(session: string, holder: SessionHolder): number;
  renew(session: string): number;
  isHeld(session: string): boolean;
  release(session: string, holder: SessionHolder): void;
  /** Queues up for a session with messages that nobody holds. */
  wait(waiter: SessionWaiter): void;
  stopWaiting(waiter: SessionWaiter): void;
  /** Gives free sessions to whoever waits; to be called when messages have come. */
  grant(): void;
  stop(): void;
}

export function createSessionLocks(queue: () => MessageQueue): SessionLocks {
  const holders = new Map<string, SessionHolder>();
  const waiters = new Set<SessionWaiter>();
  const timers: Timers<string> = createTimers();

  const arm = (session: string, holder: SessionHolder): number => {
    const untilMs = Date.now() + queue().lockDurationMs;
    timers.start(session, untilMs, () => {
      free(session, holder);
      holder.lost(sessionLockLost(session));
    });
    return untilMs;
  };

  const free = (session: string, holder: SessionHolder): void => {
    if (holders.get(session) !== holder) return;
    holders.delete(session);
    timers.stop(session);
    queue().releaseSession(session);
    grant();
  };

  const grant = (): void => {
    if (waiters.size === 0) return;
    for (const session of queue().waitingSessions()) {
      const [waiter] = waiters;
      if (waiter === undefined) return;
      if (holders.has(session)) continue;
      waiters.delete(waiter);
      waiter.granted(session);
    }
  };

  return {
    acquire(session, holder) {
      if (holders.has(session)) {
        throw new BrokerError(
          409,
          'com.microsoft:session-cannot-be-locked',
          `The requested session "${session}" cannot be accepted. It may be locked by another receiver.`,
        );
      }
      holders.set(session, holder);
      return arm(session, holder);
    },
    renew(session) {
      const holder = holders.get(session);
      if (holder === undefined) throw sessionLockLost(session);
      return arm(session, holder);
    },
    isHeld: (session) => holders.has(session),
    release: free,
    wait(waiter) {
      waiters.add(waiter);
      grant();
    },
    stopWaiting: (waiter) => void waiters.delete(waiter),
    grant,
    stop: () => timers.stopAll(),
  };
}
