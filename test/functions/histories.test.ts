import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';

const histories = path.join(import.meta.dirname, 'histories');
const versions = readdirSync(histories).filter((name) => name.endsWith('.json.gz'));

async function runScript(name: string, args: readonly string[], environment = {}): Promise<unknown[]> {
  const script = path.join(import.meta.dirname, 'support', name);
  const env = { ...process.env, NODE_OPTIONS: '', ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], {
    env,
    timeout: 100_000,
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

describe('the orchestrations of jobs that run while a new version is deployed', () => {
  test('are recorded for the version of host.json', () => {
    const schema = z.object({
      extensions: z.object({ durableTask: z.object({ defaultVersion: z.string() }) }),
    });
    const host: unknown = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../host.json'), 'utf8'));
    const { defaultVersion } = schema.parse(host).extensions.durableTask;
    expect(versions).toContain(`${defaultVersion}.json.gz`);
  });

  test.each(versions)(
    'replay every turn of the histories in %s',
    async (name) => {
      const lines = await runScript('replay-histories.ts', [path.join(histories, name)]);
      expect(lines).toEqual([{ turns: expect.any(Number) as unknown, refused: 0 }]);
    },
    120_000,
  );

  test('would be seen to break if they called another activity', async () => {
    const [name = ''] = versions;
    const renamed = { RENAMED_ACTIVITY: 'finish-job' };
    const lines = await runScript('replay-histories.ts', [path.join(histories, name)], renamed);
    expect(lines[0]).toMatchObject({
      name: 'score-job',
      reason: expect.stringContaining('Non-Deterministic workflow detected: A previous execution') as unknown,
    });
  }, 120_000);
});

describe('the longest history of an instance', () => {
  test('does not grow with the chunks of the job', async () => {
    const schema = z.object({
      chunks: z.number(),
      scored: z.number(),
      events: z.number(),
      bytes: z.number(),
    });
    const measured = await runScript('measure-histories.ts', ['10', '500', '1000']);
    const [few, many, most] = measured.map((line) => schema.parse(line));
    expect([few?.scored, many?.scored, most?.scored]).toEqual([10, 500, 1000]);
    expect(many?.events).toBeGreaterThan(few?.events ?? 0);
    expect(many?.events).toBeLessThan(300);
    expect(most?.events).toBe(many?.events);
    expect(most?.bytes ?? Infinity).toBeLessThan((many?.bytes ?? 0) * 1.05);
  }, 120_000);
});
