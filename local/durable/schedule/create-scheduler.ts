import { runActivity } from '../turn/run-activity.ts';
import { runTurn } from '../turn/run-turn.ts';
import type { TurnContext, Wakeups } from '../turn/turn-context.ts';
import { createAlarm } from './alarm.ts';
import { createWorkQueue, type WorkQueue } from './work-queue.ts';

export interface Scheduler {
  /** Runs what the store has left to run, and from now on what is added. */
  readonly start: () => void;
  /** Ends what runs: whatever was not written down runs again after the next start. */
  readonly stop: () => Promise<void>;
  readonly wake: (instanceId: string) => void;
}

/** Runs turns and activities, each as many at a time as host.json allows. */
export function createScheduler(context: TurnContext): Scheduler {
  const { store, settings, log } = context;
  const abort = new AbortController();
  const { signal } = abort;
  const onLost = (what: string) => (key: unknown, error: unknown) =>
    log(
      `Lost ${what} ${String(key)}, delivering it again: ${error instanceof Error ? error.message : String(error)}`,
    );

  const turns: WorkQueue<string> = createWorkQueue({
    limit: settings.maxConcurrentOrchestratorFunctions,
    run: async (instanceId: string) => handOut(await runTurn(instanceId, context, signal)),
    onLost: onLost('a turn of'),
    signal,
  });
  const activities: WorkQueue<number> = createWorkQueue({
    limit: settings.maxConcurrentActivityFunctions,
    async run(activityId: number) {
      const instanceId = await runActivity(activityId, context, signal);
      if (instanceId !== undefined) turns.add(instanceId);
    },
    onLost: onLost('activity'),
    signal,
  });
  const alarm = createAlarm({
    nextDueMs: store.messages.nextDueMs,
    onDue: (nowMs) => store.messages.idsWithDue(nowMs).forEach(turns.add),
  });
  const handOut = ({ instanceIds, activityIds, hasTimers }: Wakeups): void => {
    instanceIds.forEach(turns.add);
    activityIds.forEach(activities.add);
    if (hasTimers) alarm.reset();
  };
  return {
    start() {
      store.instances.freshIds().forEach(turns.add);
      store.messages.idsWithDue(Date.now()).forEach(turns.add);
      store.activities.ids().forEach(activities.add);
      turns.start();
      activities.start();
      alarm.reset();
    },
    async stop() {
      alarm.stop();
      abort.abort();
      await Promise.all([turns.stop(), activities.stop()]);
    },
    wake: turns.add,
  };
}
