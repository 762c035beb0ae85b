import type { HostState, TimerStatus } from '../host-state.ts';
import type { TimerSchedule } from './timer-schedule.ts';
import { parseTime, toDotNetTime } from './dot-net-time.ts';

/** No time: what .NET shows for a date that was never set. */
export const never = '0001-01-01T00:00:00+00:00';

/** What is known when a timer starts to wait. */
export interface TimerStart {
  readonly status: TimerStatus;
  readonly isPastDue: boolean;
}

/** The occurrence that the stored status should name; another one means that the schedule has changed since. */
function expectNext(stored: TimerStatus, schedule: TimerSchedule, now: Date): { next: Date; since: string } {
  const since = [stored.last, stored.lastUpdated].find((time) => time !== never);
  return {
    next: schedule.next(since === undefined ? now : parseTime(since)),
    since: since ?? toDotNetTime(now),
  };
}

/**
 * Keeps where a timer is, as the real host's schedule monitor does: a status is stored when the timer is first
 * seen, so that no occurrence is missed from then on; a changed schedule starts anew.
 */
export function createTimerMonitor(name: string, schedule: TimerSchedule, state: HostState) {
  const first = (now: Date): TimerStatus => ({
    last: never,
    next: toDotNetTime(schedule.next(now)),
    lastUpdated: never,
  });

  return {
    /** The status as it is stored: what a run by hand is told. */
    stored: (now: Date): TimerStatus => state.readTimer(name) ?? first(now),

    begin(now: Date): TimerStart {
      const stored = state.readTimer(name);
      if (stored === undefined) {
        state.writeTimer(name, { ...first(now), lastUpdated: toDotNetTime(now) });
        return { status: first(now), isPastDue: false };
      }
      const { next, since } = expectNext(stored, schedule, now);
      const isSame = parseTime(stored.next).getTime() === next.getTime();
      const status = isSame ? stored : { last: never, next: toDotNetTime(next), lastUpdated: since };
      if (!isSame) state.writeTimer(name, status);
      return { status, isPastDue: now > parseTime(status.next) };
    },

    /** Stores that the timer has run at `time`, and gives the status for the next run. */
    record(time: Date): TimerStatus {
      const text = toDotNetTime(time);
      const status = { last: text, next: toDotNetTime(schedule.next(time)), lastUpdated: text };
      state.writeTimer(name, status);
      return status;
    },
  };
}
