import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const folder = path.join(import.meta.dirname, '../../.github/workflows');
const root = path.join(import.meta.dirname, '../..');

const step = z.strictObject({
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  env: z.record(z.string(), z.string()).optional(),
});
const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const job = z.strictObject({
  'runs-on': z.literal('ubuntu-24.04'),
  'timeout-minutes': z.number().max(60),
  strategy: z.object({ matrix: z.record(z.string(), z.array(z.unknown())) }).optional(),
  environment: z.string().optional(),
  permissions: permissions.optional(),
  env: z.record(z.string(), z.string()).optional(),
  steps: z.array(step).min(1),
});
const workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.strictObject({ contents: z.literal('read') }),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }).optional(),
  jobs: z.record(z.string(), job),
});

const workflows = new Map<string, z.infer<typeof workflow>>();
const steps = () =>
  [...workflows.values()].flatMap(({ jobs }) => Object.values(jobs)).flatMap((each) => each.steps);

beforeAll(async () => {
  for (const name of await readdir(folder))
    workflows.set(name, workflow.parse(parse(await readFile(path.join(folder, name), 'utf8'))));
});

describe('the workflows', () => {
  test('are these, each with the least that it may do and a time limit', () => {
    expect([...workflows.keys()].toSorted()).toEqual(['ci.yml', 'codeql.yml', 'deploy.yml']);
  });

  test('take actions of their makers, at a major version', () => {
    const used = steps().flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
    expect(used.filter((name) => !/^(actions|github|azure|Azure)\/[\w/-]+@v\d+$/.test(name))).toEqual([]);
  });

  test('do one thing a step', () => {
    expect(steps().filter(({ uses, run }) => (uses === undefined) === (run === undefined))).toEqual([]);
  });

  test('hold no secret: deployment signs in by OIDC', () => {
    const text = JSON.stringify([...workflows]);
    expect(text).not.toMatch(/secrets\./);
    expect(workflows.get('deploy.yml')?.jobs.deploy?.permissions).toEqual({
      contents: 'read',
      'id-token': 'write',
    });
  });

  test('test on the oldest Node.js that package.json takes and on the newest', async () => {
    const { engines } = z
      .object({ engines: z.object({ node: z.string() }) })
      .parse(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')));
    expect(engines.node).toBe('>=22');
    expect(workflows.get('ci.yml')?.jobs.test?.strategy?.matrix.node).toEqual([22, 24]);
  });

  test('never put what a caller gave into a shell', () => {
    expect(steps().filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  });
});
