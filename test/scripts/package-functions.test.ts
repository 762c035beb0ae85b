import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Registration, loadRegistrations, toRoutes } from '../functions/support/registrations.ts';

let folder: string;
let registrations: Readonly<Record<string, readonly Registration[]>>;

const load = (role: string) =>
  loadRegistrations(
    { SCORING_ROLE: role, ServiceBus__fullyQualifiedNamespace: 'sb.example.net' },
    path.join(folder, 'dist/index.js'),
  );

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'package-functions-'));
  const script = path.join(import.meta.dirname, '../../scripts/package.ts');
  await promisify(execFile)(process.execPath, [script, '--folder', folder]);
  registrations = { realtime: await load('realtime'), batch: await load('batch') };
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

const triggersOf = (role: string) =>
  (registrations[role] ?? []).flatMap(({ name, bindings }) =>
    Object.values(bindings)
      .filter(({ type }) => /Trigger$/i.test(type))
      .map(({ type, queueName }) => [name, type, ...(typeof queueName === 'string' ? [queueName] : [])]),
  );

describe('the functions of the package', () => {
  test.each(['realtime', 'batch'])(
    'ask for a key in role %s, but for health, ping and console files',
    (role) => {
      const routes = toRoutes(registrations[role] ?? []);
      const open = routes.filter(({ authLevel }) => authLevel === 'anonymous').map(({ name }) => name);
      const allowed =
        /^(azureml-health|health-live|health-ready|mlflow-(health|ping|version)|console|zz-not-found)$/;
      expect(open.filter((name) => !allowed.test(name))).toEqual([]);
      expect(
        routes.every(({ authLevel = '' }) => ['anonymous', 'function', 'admin'].includes(authLevel)),
      ).toBe(true);
    },
  );

  test('ask for the admin key where models are changed and figures read', () => {
    const admin = toRoutes(registrations.realtime ?? []).filter(({ authLevel }) => authLevel === 'admin');
    expect(admin.map(({ name }) => name)).toEqual([
      'metrics',
      'model-alias',
      'model-alias-rollback',
      'v2-repository-index',
      'v2-repository-load',
      'v2-repository-unload',
    ]);
  });

  test('answer nothing but HTTP and the warmup trigger in real time', () => {
    const others = triggersOf('realtime').filter(([, type]) => type !== 'httpTrigger');
    expect(others).toEqual([['warmup', 'warmupTrigger']]);
  });

  test('start, run and look after jobs in batch', () => {
    expect(triggersOf('batch')).toEqual(
      expect.arrayContaining([
        ['job-from-blob', 'blobTrigger'],
        ['job-from-queue', 'serviceBusTrigger', 'jobs'],
        ['readings', 'serviceBusTrigger', 'readings'],
        ['score-job', 'orchestrationTrigger'],
        ['score-chunk', 'activityTrigger'],
        ['watchdog', 'timerTrigger'],
      ]),
    );
    expect(triggersOf('batch').map(([name]) => name)).not.toContain('predict');
  });
});

describe('host.json of the package', () => {
  test('names the extension bundle that the triggers need, no route prefix, and one task hub', async () => {
    const host: unknown = JSON.parse(await readFile(path.join(folder, 'host.json'), 'utf8'));
    expect(host).toMatchObject({
      version: '2.0',
      extensionBundle: { id: 'Microsoft.Azure.Functions.ExtensionBundle', version: '[4.*, 5.0.0)' },
      extensions: { http: { routePrefix: '' }, durableTask: { hubName: 'onscore' } },
    });
  });
});
