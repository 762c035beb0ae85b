/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-return,
   @typescript-eslint/no-unnecessary-condition, require-yield, no-restricted-syntax --
   what an orchestrator's yield gives has no type, and these do what the product's own must not */
import * as df from 'durable-functions';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const journal = process.env.JOURNAL;

const note = (line: string): void => {
  if (journal !== undefined) appendFileSync(journal, `${line}\n`);
};

const { activity, orchestration } = df.app;

activity('say', { handler: (name: string) => `Hello ${name}` });
activity('slow', {
  async handler(ms: number) {
    await sleep(ms);
    return ms;
  },
});
activity('fail', {
  handler(message: string) {
    throw new Error(message);
  },
});
const tries = new Map<string, number>();
activity('failTwice', {
  handler(key: string) {
    const count = (tries.get(key) ?? 0) + 1;
    tries.set(key, count);
    if (count < 3) throw new Error(`try ${count} failed`);
    return `ok at try ${count}`;
  },
});
activity('chunk', {
  async handler({ n, ms = 0 }: { n: number; ms?: number }) {
    await sleep(ms);
    note(String(n));
    return { n, ok: 10 };
  },
});

orchestration('one', function* (context) {
  return yield context.df.callActivity('say', 'one');
});
orchestration('echo', function* (context) {
  return context.df.getInput();
});
orchestration('fanOut', function* (context) {
  const names = ['a', 'b', 'c'];
  return yield context.df.Task.all(names.map((name) => context.df.callActivity('say', name)));
});
orchestration('catches', function* (context) {
  try {
    return yield context.df.callActivity('fail', 'broken');
  } catch (error) {
    return { caught: String(error).split('\n')[0] };
  }
});
orchestration('retries', function* (context) {
  const options = new df.RetryOptions(20, 5);
  const first = yield context.df.callActivityWithRetry('failTwice', options, context.df.instanceId);
  const second = yield context.df.callActivity('say', 'after');
  return [first, second];
});
orchestration('retriesAtOnce', function* (context) {
  const options = new df.RetryOptions(20, 5);
  const keys = [1, 2, 3].map((n) => `${context.df.instanceId}-${n}`);
  const results = yield context.df.Task.all(
    keys.map((key) => context.df.callActivityWithRetry('failTwice', options, key)),
  );
  return [...results, yield context.df.callActivity('say', 'after')];
});
orchestration('givesUp', function* (context) {
  const options = new df.RetryOptions(10, 2);
  try {
    return yield context.df.callActivityWithRetry('fail', options, 'no luck');
  } catch {
    return yield context.df.callActivity('say', 'given up');
  }
});
orchestration('child', function* (context) {
  const said: unknown = yield context.df.callActivity('say', context.df.getInput());
  return { said, id: context.df.instanceId, parent: context.df.parentInstanceId };
});
orchestration('parent', function* (context) {
  return yield context.df.Task.all([
    context.df.callSubOrchestrator('child', 'x', `${context.df.instanceId}-kid`),
    context.df.callSubOrchestrator('child', 'y'),
  ]);
});
orchestration('failingChild', function* (context) {
  yield context.df.callActivity('fail', 'child broken');
});
orchestration('parentOfFailing', function* (context) {
  try {
    return yield context.df.callSubOrchestrator('failingChild', 1);
  } catch (error) {
    return String(error).split('\n')[0];
  }
});
orchestration('sleeps', function* (context) {
  const ms = context.df.getInput<number>() ?? 0;
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + ms));
  return 'woke';
});
orchestration('waits', function* (context) {
  context.df.setCustomStatus({ waiting: true });
  const got: unknown = yield context.df.waitForExternalEvent('go');
  return { got };
});
orchestration('race', function* (context) {
  const ms = context.df.getInput<number>() ?? 0;
  const timer = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + ms));
  const event = context.df.waitForExternalEvent('go');
  const winner = yield context.df.Task.any([event, timer]);
  if (winner === timer) return 'timed out';
  timer.cancel();
  return { event: event.result };
});
orchestration('counts', function* (context) {
  const { n, sum } = context.df.getInput<{ n: number; sum: number }>() ?? { n: 0, sum: 0 };
  const value: number = yield context.df.waitForExternalEvent('add');
  context.df.setCustomStatus({ n: n + 1 });
  if (n === 4) return sum + value;
  context.df.continueAsNew({ n: n + 1, sum: sum + value });
  return undefined;
});
orchestration('busyThenWaits', function* (context) {
  const round = context.df.getInput<number>() ?? 0;
  if (round === 0) {
    yield context.df.callActivity('slow', 300);
    context.df.continueAsNew(1);
    return;
  }
  return yield context.df.waitForExternalEvent('go');
});
orchestration('slidingWindow', function* (context) {
  const running = [1, 2].map((n) => context.df.callActivity('slow', n * 100));
  for (let next = 3; next <= 5; next++) {
    const winner = yield context.df.Task.any(running);
    running.splice(running.indexOf(winner as df.Task), 1, context.df.callActivity('slow', next * 100));
  }
  return yield context.df.Task.all(running);
});
orchestration('racesTwice', function* (context) {
  const first = yield context.df.Task.any([
    context.df.callActivity('slow', 10),
    context.df.callActivity('slow', 150),
  ]);
  const second = yield context.df.Task.any([
    context.df.callActivity('say', 'x'),
    context.df.callActivity('slow', 140),
  ]);
  return [(first as df.Task).result, (second as df.Task).result];
});
let coin = 0;
orchestration('changesItsMind', function* (context) {
  coin += 1;
  yield context.df.callActivity(coin === 1 ? 'say' : 'slow', 1);
});
orchestration('callsMissing', function* (context) {
  yield context.df.callActivity('missing', 1);
});
orchestration('usesEntity', function* (context) {
  yield context.df.callEntity(new df.EntityId('counter', 'x'), 'add', 1);
});

orchestration('lane', function* (context) {
  const input = context.df.getInput<{ from: number; to: number; step: number; ms: number }>();
  const { from, to, step, ms } = input ?? { from: 0, to: 0, step: 1, ms: 0 };
  let ok = 0;
  for (let n = from; n < to; n += step) {
    const result: { ok: number } = yield context.df.callActivity('chunk', { n, ms });
    ok += result.ok;
  }
  return { ok };
});
interface Job {
  total: number;
  lanes: number;
  per: number;
  ms?: number;
  cursor?: number;
  ok?: number;
}

orchestration('job', function* (context) {
  const input = context.df.getInput<Job>();
  const { total, lanes, per, ms = 0, cursor = 0, ok = 0 } = input ?? { total: 0, lanes: 1, per: 1 };
  const to = Math.min(total, cursor + lanes * per);
  const starts = Array.from({ length: Math.min(lanes, to - cursor) }, (_, lane) => cursor + lane);
  const results: { ok: number }[] = yield context.df.Task.all(
    starts.map((from) => context.df.callSubOrchestrator('lane', { from, to, step: lanes, ms })),
  );
  const sum = results.reduce((all, one) => all + one.ok, ok);
  context.df.setCustomStatus({ done: to, total });
  if (to === total) return { ok: sum };
  context.df.continueAsNew({ total, lanes, per, ms, cursor: to, ok: sum });
  return undefined;
});
