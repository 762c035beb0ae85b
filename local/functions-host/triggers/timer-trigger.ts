import { resolveSetting } from '../app-settings.ts';
import type { HostState, TimerStatus } from '../host-state.ts';
import { type FunctionMetadata, type InvocationInput, type Invoker, triggerOf } from '../invoker.ts';
import { runWithRetries } from './run-with-retries.ts';
import { createTimerSchedule } from './timer-schedule.ts';
import type { Trigger } from './trigger.ts';

export interface TimerTriggerOptions {
  readonly metadata: FunctionMetadata;
  readonly invoker: Invoker;
  readonly state: HostState;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly report: (line: string) => void;
}

const never = '0001-01-01T00:00:00+00:00';
const longestSleepMs = 2 ** 31 - 1;

/** A time as .NET writes it: offset instead of Z, no fraction where there is none. */
const toText = (date: Date) => date.toISOString().replace(/(\.000)?Z$/, '+00:00');

function toInvocation(name: string, status: TimerStatus | undefined, isPastDue: boolean): InvocationInput {
  const scheduleStatus = status && { Last: status.last, Next: status.next, LastUpdated: status.lastUpdated };
  const payload = {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: scheduleStatus ?? null,
    IsPastDue: isPastDue,
  };
  const now = new Date().toISOString();
  const invariant = `${now.slice(5, 7)}/${now.slice(8, 10)}/${now.slice(0, 4)} ${now.slice(11, 19)}`;
  return {
    inputData: [{ name, data: { json: JSON.stringify(payload) } }],
    triggerMetadata: { TimerTrigger: { string: invariant } },
  };
}

/**
 * Fires a timer function at its times. The status of a monitored timer outlives the host: what fell due while it
 * was down is caught up once, marked as past due.
 */
export function createTimerTrigger({
  metadata,
  invoker,
  state,
  values,
  report,
}: TimerTriggerOptions): Trigger {
  const trigger = triggerOf(metadata);
  const expression = resolveSetting(String(trigger.schedule), values);
  const schedule = createTimerSchedule(expression);
  const monitored = trigger.useMonitor !== false && schedule.isMonitored;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  const statusBefore = (next: Date): TimerStatus =>
    state.readTimer(metadata.name) ?? { last: never, next: toText(next), lastUpdated: never };

  const invoke = async (status: TimerStatus | undefined, isPastDue: boolean) => {
    const run = runWithRetries(
      invoker,
      metadata,
      toInvocation(trigger.name, status, isPastDue),
      stopping.signal,
    ).then(
      () => undefined,
      (error: unknown) =>
        report(`Timer "${metadata.name}" failed: ${error instanceof Error ? error.message : String(error)}`),
    );
    running.add(run);
    await run;
    running.delete(run);
  };

  const fire = async (due: Date, isPastDue: boolean) => {
    const now = new Date(Math.max(Date.now(), due.getTime()));
    const following = schedule.next(now);
    await invoke(
      monitored ? { ...statusBefore(due), ...(isPastDue ? {} : { next: toText(due) }) } : undefined,
      isPastDue,
    );
    const last = toText(now);
    if (monitored) state.writeTimer(metadata.name, { last, next: toText(following), lastUpdated: last });
    sleepUntil(following);
  };

  const sleepUntil = (due: Date) => {
    if (stopping.signal.aborted) return;
    const waitMs = due.getTime() - Date.now();
    timer = setTimeout(
      () => (waitMs > longestSleepMs ? sleepUntil(due) : void fire(due, false)),
      Math.min(Math.max(waitMs, 0), longestSleepMs),
    );
  };

  return {
    description: `timer ${expression}`,
    async start() {
      const status = monitored ? state.readTimer(metadata.name) : undefined;
      const due = status === undefined ? undefined : new Date(status.next);
      if (due !== undefined && due.getTime() <= Date.now()) void fire(due, true);
      else if (trigger.runOnStartup === true) void fire(new Date(), false);
      else {
        const next = schedule.next(new Date());
        if (monitored && status === undefined)
          state.writeTimer(metadata.name, { last: never, next: toText(next), lastUpdated: never });
        sleepUntil(next);
      }
      return Promise.resolve();
    },
    async stop() {
      clearTimeout(timer);
      stopping.abort();
      await Promise.all(running);
    },
    run: () => invoke(monitored ? statusBefore(schedule.next(new Date())) : undefined, false),
  };
}
