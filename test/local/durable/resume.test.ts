import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine, type EngineChild } from './support/engine-child.ts';

let directory: string;
let file: string;
let journal: string;
let engine: EngineChild;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'durable-'));
  file = join(directory, 'durable.sqlite');
  journal = join(directory, 'journal.txt');
  engine = await startEngine({ file, journal });
});

afterEach(async () => {
  await engine.stop();
  await rm(directory, { recursive: true, force: true });
});

const killAndStart = async (): Promise<void> => {
  await engine.kill();
  engine = await startEngine({ file, journal });
};

describe('after a kill -9, a new engine on the same file', () => {
  test('runs an activity again that was running', async () => {
    const id = await engine.start('job', { total: 1, lanes: 1, per: 1, ms: 700 });
    await sleep(300);
    await killAndStart();
    expect(await engine.ended(id)).toMatchObject({ runtimeStatus: 'Completed', output: { ok: 10 } });
    expect((await readFile(journal, 'utf8')).trim()).toBe('0');
  });

  test('rings a timer at its time, also one that came due meanwhile', async () => {
    const past = await engine.start('sleeps', 200);
    const future = await engine.start('sleeps', 2_500);
    await engine.until(future, ({ runtimeStatus }) => runtimeStatus === 'Running');
    await sleep(100);
    await killAndStart();
    expect(await engine.ended(past)).toMatchObject({ output: 'woke' });
    expect(await engine.ended(future)).toMatchObject({ output: 'woke' });
  });

  test('still has the event that was raised, and the status', async () => {
    const id = await engine.start('waits');
    await engine.until(id, ({ customStatus }) => customStatus !== null);
    await killAndStart();
    expect(await engine.status(id)).toMatchObject({
      runtimeStatus: 'Running',
      customStatus: { waiting: true },
    });
    await engine.raise(id, 'go', 1);
    await engine.kill();
    engine = await startEngine({ file, journal });
    expect(await engine.ended(id)).toMatchObject({ output: { got: 1 } });
  });

  test('ends a job in lanes right, ten kills at random moments on the way', async () => {
    const id = await engine.start('job', { total: 400, lanes: 8, per: 10, ms: 20 });
    for (let kill = 0; kill < 10; kill++) {
      await sleep(50 + Math.random() * 250);
      await killAndStart();
    }
    expect(await engine.ended(id, 60_000)).toMatchObject({
      runtimeStatus: 'Completed',
      output: { ok: 4000 },
    });
    const ran = new Set((await readFile(journal, 'utf8')).trim().split('\n').map(Number));
    expect([...ran].sort((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, n) => n));
  }, 120_000);

  test('goes on after an ordinary stop, too', async () => {
    const id = await engine.start('job', { total: 60, lanes: 4, per: 5, ms: 20 });
    await sleep(200);
    await engine.stop();
    engine = await startEngine({ file, journal });
    expect(await engine.ended(id)).toMatchObject({ output: { ok: 600 } });
  });
});
