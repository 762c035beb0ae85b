import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { scenarios } from '../../scripts/demo/scenarios.ts';
import { findPortBase } from './support/product.ts';

const script = path.join(import.meta.dirname, '../../scripts/demo.ts');

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the demo as `npm run demo` does, in a process of its own. */
async function demo(...args: readonly string[]): Promise<Outcome> {
  const env = { ...process.env, NODE_OPTIONS: '' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...args], { env, timeout: 240_000 }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

describe('npm run demo', () => {
  test('shows all scenarios on one start', async () => {
    const { code, out, err } = await demo('--all', '--port-base', String(await findPortBase()));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const last = out.slice(out.indexOf('All scenarios'));
    const results = [...last.matchAll(/^ {2}(\S+) +(shown|failed) +[\d.]+ s$/gm)];
    expect(results.map(([, name, result]) => [name, result])).toEqual(
      scenarios.map(({ name }) => [name, 'shown']),
    );
    expect(out).toContain('7,043 customers scored');
    expect(out).toMatch(/C00001 +Yes +0\.7102041/);
  }, 300_000);

  test('names the scenarios that there are when it is asked for another', async () => {
    const known = scenarios.map(({ name }) => name).join(', ');
    expect(await demo('--scenario', 'weather')).toEqual({
      code: 1,
      out: '',
      err: `\nCannot show "weather": there is no such scenario, there is ${known}\n`,
    });
  });

  test.each([
    {
      args: ['--all', '--scenario', 'churn'],
      message: 'Cannot run the demo: --all and --scenario exclude each other',
    },
    { args: ['--loud'], message: "Cannot run the demo: Unknown option '--loud'" },
  ])('refuses $args', async ({ args, message }) => {
    const { code, out, err } = await demo(...args);
    expect({ code, out, first: err.trim().split('\n')[0] }).toEqual({ code: 1, out: '', first: message });
  });
});
