import { resolveSetting } from '../app-settings.ts';
import type { TimerStatus } from '../host-state.ts';
import { type InvocationInput, triggerOf } from '../invoker.ts';
import { type Clock, systemClock } from './clock.ts';
import { parseTime, toInvariantTime } from './dot-net-time.ts';
import { runWithRetries } from './run-with-retries.ts';
import { createTimerMonitor } from './timer-monitor.ts';
import { createTimerSchedule } from './timer-schedule.ts';
import { messageOf, type Trigger, type TriggerOptions } from './trigger.ts';

export interface TimerTriggerOptions extends Omit<TriggerOptions, 'settings'> {
  readonly clock?: Clock;
}

interface TimerRun {
  readonly status: TimerStatus | undefined;
  readonly isPastDue: boolean;
  readonly adjustsForDst: boolean;
  readonly now: Date;
}

function toTimerInvocation(
  name: string,
  { status, isPastDue, adjustsForDst, now }: TimerRun,
): InvocationInput {
  const payload = {
    Schedule: { AdjustForDST: adjustsForDst },
    ScheduleStatus:
      status === undefined ? null : { Last: status.last, Next: status.next, LastUpdated: status.lastUpdated },
    IsPastDue: isPastDue,
  };
  return {
    inputData: [{ name, data: { json: JSON.stringify(payload) } }],
    triggerMetadata: { TimerTrigger: { string: toInvariantTime(now) } },
  };
}

/**
 * Fires a timer function at its times, one run after the other. The status of a monitored timer outlives the host:
 * what fell due while it was down is caught up once, marked as past due.
 */
export function createTimerTrigger(options: TimerTriggerOptions): Trigger {
  const { metadata, invoker, report, clock = systemClock } = options;
  const binding = triggerOf(metadata);
  const expression = resolveSetting(String(binding.schedule), options.values);
  const schedule = createTimerSchedule(expression);
  const isMonitored = binding.useMonitor !== false && schedule.isMonitored;
  const monitor = isMonitored ? createTimerMonitor(metadata.name, schedule, options.state) : undefined;
  const stopping = new AbortController();
  let waiting: (() => void) | undefined;
  let running = Promise.resolve();

  const toInput = (status: TimerStatus | undefined, isPastDue: boolean) =>
    toTimerInvocation(binding.name, {
      status,
      isPastDue,
      adjustsForDst: schedule.adjustsForDst,
      now: clock.now(),
    });

  const invoke = (input: InvocationInput) =>
    runWithRetries(invoker, metadata, input, stopping.signal).then(
      () => undefined,
      (error: unknown) => {
        if (!stopping.signal.aborted) report(`Timer "${metadata.name}" failed: ${messageOf(error)}`);
      },
    );

  /** Runs the function for an occurrence, then waits for the next. */
  const fire = async (due: Date, status: TimerStatus | undefined, isPastDue: boolean) => {
    const startedAt = clock.now();
    await invoke(toInput(status, isPastDue));
    // A timer that woke a little early must not fire for the same occurrence again.
    const ranAt = !isPastDue && due > startedAt ? due : startedAt;
    waitFor(monitor?.record(ranAt));
  };

  const waitFor = (status: TimerStatus | undefined) => {
    if (stopping.signal.aborted) return;
    const due = status === undefined ? schedule.next(clock.now()) : parseTime(status.next);
    waiting = clock.at(due, () => {
      running = fire(due, status, false);
    });
  };

  return {
    description: `timer ${expression}`,
    start() {
      const now = clock.now();
      const begun = monitor?.begin(now);
      if (begun?.isPastDue === true) running = fire(now, begun.status, true);
      else if (binding.runOnStartup === true) running = fire(now, begun?.status, false);
      else waitFor(begun?.status);
    },
    async stop() {
      stopping.abort();
      waiting?.();
      await running;
    },
    run(input) {
      const { inputData, triggerMetadata } = toInput(monitor?.stored(clock.now()), false);
      const given = input === undefined ? {} : { [binding.name]: { string: input } };
      return invoke({ inputData, triggerMetadata: { ...triggerMetadata, ...given } });
    },
  };
}
