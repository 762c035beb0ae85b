import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine, type EngineChild } from './support/engine-child.ts';

let directory: string;
let engine: EngineChild;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'durable-'));
  engine = await startEngine({ file: join(directory, 'state', 'durable.sqlite') });
});

afterAll(async () => {
  await engine.stop();
  await rm(directory, { recursive: true, force: true });
});

const run = async (name: string, input?: unknown): Promise<unknown> => {
  const { runtimeStatus, output } = await engine.ended(await engine.start(name, input));
  return { runtimeStatus, output };
};

describe('with the real SDK, the engine', () => {
  test('runs an activity', async () => {
    expect(await run('one')).toEqual({ runtimeStatus: 'Completed', output: 'Hello one' });
  });

  test('hands an input through', async () => {
    expect(await run('echo', { a: [1, 'two', null] })).toMatchObject({ output: { a: [1, 'two', null] } });
  });

  test('runs activities at once and keeps their order', async () => {
    expect(await run('fanOut')).toMatchObject({ output: ['Hello a', 'Hello b', 'Hello c'] });
  });

  test('gives an orchestrator the failure of an activity', async () => {
    const caught = "Error: Activity function 'fail' failed:  broken ";
    expect(await run('catches')).toMatchObject({ output: { caught } });
  });

  test('retries an activity and goes on with the right numbers', async () => {
    expect(await run('retries')).toMatchObject({ output: ['ok at try 3', 'Hello after'] });
  });

  test('retries three activities at once and goes on with the right numbers', async () => {
    const output = ['ok at try 3', 'ok at try 3', 'ok at try 3', 'Hello after'];
    expect(await run('retriesAtOnce')).toMatchObject({ output });
  });

  test('goes on after the last retry has failed', async () => {
    expect(await run('givesUp')).toMatchObject({ output: 'Hello given up' });
  });

  test('runs sub-orchestrations, named and not', async () => {
    const id = await engine.start('parent');
    expect((await engine.ended(id)).output).toEqual([
      { said: 'Hello x', id: `${id}-kid`, parent: id },
      { said: 'Hello y', id: expect.stringMatching(/^[\da-f-]{36}:1$/), parent: id },
    ]);
  });

  test('gives a parent the failure of its sub-orchestration', async () => {
    const output =
      "Error: Orchestrator function 'failingChild' failed: Activity function 'fail' failed:  child broken ";
    expect(await run('parentOfFailing')).toMatchObject({ output });
  });

  test('wakes a timer when it is due', async () => {
    const startedAt = Date.now();
    expect(await run('sleeps', 300)).toMatchObject({ output: 'woke' });
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(300);
  });

  test('lets a timer win a race, and an event', async () => {
    expect(await run('race', 50)).toMatchObject({ output: 'timed out' });
    const id = await engine.start('race', 60_000);
    expect(await engine.raise(id, 'go', { v: 1 })).toBe(202);
    expect(await engine.ended(id)).toMatchObject({ output: { event: { v: 1 } } });
  });

  test('shows the custom status while an orchestration waits', async () => {
    const id = await engine.start('waits');
    const waiting = await engine.until(id, ({ customStatus }) => customStatus !== null);
    expect(waiting).toMatchObject({ runtimeStatus: 'Running', customStatus: { waiting: true } });
    await engine.raise(id, 'go', 'now');
    expect(await engine.ended(id)).toMatchObject({ output: { got: 'now' }, customStatus: { waiting: true } });
  });

  test('continues as new once for each event, and loses none that came at once', async () => {
    const id = await engine.start('counts', { n: 0, sum: 0 });
    await Promise.all([1, 2, 4, 8, 16].map((value) => engine.raise(id, 'add', value)));
    expect(await engine.ended(id)).toMatchObject({ output: 31, input: { n: 4 } });
  });

  test('keeps an event that came before the generation that waits for it', async () => {
    const id = await engine.start('busyThenWaits', 0);
    await engine.raise(id, 'go', 'early');
    expect(await engine.ended(id)).toMatchObject({ output: 'early' });
  });

  test('refuses to wait again for what an earlier Task.any left running', async () => {
    expect(await run('slidingWindow')).toEqual({
      runtimeStatus: 'Failed',
      output:
        'Cannot wait again for "slow" in orchestration "slidingWindow": an earlier Task.any left it running, and on ' +
        'Azure each further wait schedules it once more, with wrong results. Use lanes instead: sub-orchestrations ' +
        'that each call their activities one after another, awaited together with Task.all',
    });
  });

  test('lets fresh tasks race, once each', async () => {
    expect(await run('racesTwice')).toEqual({ runtimeStatus: 'Completed', output: [10, 'Hello x'] });
  });

  test('fails a replay that asks for another activity than before', async () => {
    expect(await run('changesItsMind')).toEqual({
      runtimeStatus: 'Failed',
      output:
        'Non-Deterministic workflow detected: A previous execution of this orchestration scheduled an activity task ' +
        "with sequence number 0 named 'say', but the current orchestration replay instead scheduled an activity task " +
        "named 'slow' with this sequence number.  Was a change made to the orchestrator code after this instance had " +
        'already started running?',
    });
  });

  test('says that it has no entities', async () => {
    expect(await run('usesEntity')).toEqual({
      runtimeStatus: 'Failed',
      output:
        "Orchestrator function 'usesEntity' failed: Cannot run an orchestrator's action: calling an entity is not supported locally",
    });
  });

  test('runs lanes over generations, each chunk once', async () => {
    const id = await engine.start('job', { total: 120, lanes: 8, per: 5 });
    expect(await engine.ended(id)).toMatchObject({
      output: { ok: 1200 },
      customStatus: { done: 120, total: 120 },
    });
  });

  test('serves the SDK by its own address', async () => {
    const reply = await fetch(`${engine.rpcBaseUrl}orchestrators/echo/by-rpc`, {
      method: 'POST',
      body: '"x"',
    });
    expect(reply.status).toBe(202);
    expect(await engine.ended('by-rpc')).toMatchObject({ output: 'x' });
  });
});
