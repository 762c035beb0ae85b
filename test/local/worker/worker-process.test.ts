import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { startWorkerProcess } from '../../../local/worker/worker-process.ts';

const appDirectory = fileURLToPath(new URL('../../e2e/fixtures/workload-app/', import.meta.url));
const input = { inputData: [], triggerMetadata: {} };

function startWorker(environment: Readonly<Record<string, string>> = {}) {
  return startWorkerProcess({
    appDirectory,
    environment,
    hostVersion: '4.1037.0.0',
    log: () => undefined,
    print: () => undefined,
  });
}

describe('startWorkerProcess()', () => {
  test('tells which functions the app has', async () => {
    const worker = await startWorker();
    expect(worker.functions.map(({ name }) => name).toSorted()).toEqual([
      'lane',
      'start',
      'work',
      'workload',
    ]);
    await worker.stop();
  });

  test('rejects an invocation of a process that has died unseen, and every one after', async () => {
    const worker = await startWorker();
    process.kill(worker.pid, 'SIGKILL');
    // The thread sleeps, so that the process is gone before this one can have heard of it.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    const lost = { name: 'WorkerLostError' };
    await expect(worker.invoke('1', 'work', input)).rejects.toMatchObject(lost);
    await worker.ended;
    await expect(worker.invoke('2', 'work', input)).rejects.toMatchObject(lost);
  });

  test('gives Node.js the arguments that the app settings name', async () => {
    const worker = await startWorker({
      languageWorkers__node__arguments: ' --max-semi-space-size=4  --use-openssl-ca',
    });
    await worker.stop();
    const refused = startWorker({ languageWorkers__node__arguments: '--no-such-argument' });
    await expect(refused).rejects.toThrow('Cannot load the app: its process has ended');
  });

  test('fails with the reason when the app cannot be loaded', async () => {
    const started = startWorkerProcess({
      appDirectory: fileURLToPath(new URL('.', import.meta.url)),
      environment: {},
      hostVersion: '4.1037.0.0',
      log: () => undefined,
      print: () => undefined,
    });
    await expect(started).rejects.toMatchObject({ name: 'AppLoadError' });
  });
});
