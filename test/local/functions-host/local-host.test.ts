import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitUntil } from '../../e2e/support/processes.ts';
import { type LoggedInvocation, type RecordedHost, startRecordedHost } from './support/recorded-host.ts';
import { createStorageClients } from './support/storage-clients.ts';

describe('a host with two worker processes', () => {
  let host: RecordedHost;
  beforeAll(async () => {
    host = await startRecordedHost('faults');
  });
  afterAll(() => host.stop());

  const get = async (path: string) => (await fetch(`${host.url}/api/${path}`)).text();

  test('shares concurrent requests between them', async () => {
    const pids = await Promise.all(Array.from({ length: 8 }, () => get('sleep')));
    const counts = [...new Set(pids)].map((pid) => pids.filter((each) => each === pid).length);
    expect(counts).toEqual([4, 4]);
  });

  test('goes on with the other when one is killed, and replaces it', async () => {
    const killed = await get('pid');
    process.kill(Number(killed), 'SIGKILL');
    await waitUntil('it is replaced', async () =>
      host.output().includes(`Worker process ${killed} has ended`),
    );
    const after = await waitUntil('two answer again', async () => {
      const pids = new Set(await Promise.all(Array.from({ length: 8 }, () => get('sleep'))));
      return pids.size === 2 && !pids.has(killed) && [...pids];
    });
    expect(after).toHaveLength(2);
  });

  test('gives back a large binary body byte by byte', async () => {
    const body = Buffer.alloc(9_000_000, Buffer.from([0, 1, 254, 255, 10, 13]));
    const answer = await fetch(`${host.url}/api/bytes`, { method: 'POST', body });
    expect(Buffer.compare(Buffer.from(await answer.arrayBuffer()), body)).toBe(0);
  });

  test('delivers a message again whose process was killed', async () => {
    const queue = createStorageClients(host.portBase).queues.getQueueClient('work');
    await queue.createIfNotExists();
    const pids = await Promise.all(Array.from({ length: 8 }, () => get('sleep')));
    await queue.sendMessage(Buffer.from('job').toString('base64'));
    const seen: LoggedInvocation[] = [];
    const runs = async () => {
      seen.push(...(await host.takeInvocations()));
      return seen.filter((entry) => entry.function === 'onWork');
    };
    await waitUntil('it runs', async () => (await runs()).length > 0);
    for (const pid of new Set(pids)) process.kill(Number(pid), 'SIGKILL');
    const done = await waitUntil('it has run', async () => {
      const entries = await runs();
      return entries.some((entry) => entry.invocationResponse !== undefined) && entries;
    });
    expect(done.map((entry) => entry.invocationRequest !== undefined)).toEqual([true, true, false]);
  });
});

describe('CORS as the platform does it', () => {
  let host: RecordedHost;
  beforeAll(async () => {
    host = await startRecordedHost('faults');
  });
  afterAll(() => host.stop());

  const corsHeaders = (answer: Response) =>
    Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith('access-control-')));

  test('answers the preflight of an allowed origin by itself', async () => {
    const answer = await fetch(`${host.url}/api/pid`, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://shop.example',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type',
      },
    });
    expect([answer.status, corsHeaders(answer)]).toEqual([
      204,
      {
        'access-control-allow-origin': 'https://shop.example',
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type',
      },
    ]);
  });

  test('lets an allowed origin read the answer, and no other', async () => {
    const [shop, stranger] = await Promise.all(
      ['https://shop.example', 'https://stranger.example'].map((Origin) =>
        fetch(`${host.url}/api/pid`, { headers: { Origin } }),
      ),
    );
    expect([corsHeaders(shop!), corsHeaders(stranger!), stranger!.status]).toEqual([
      {
        'access-control-allow-origin': 'https://shop.example',
        'access-control-allow-credentials': 'true',
      },
      {},
      200,
    ]);
  });
});

describe('blob triggers over restarts', () => {
  let dataDirectory: string;
  beforeAll(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'local-host-'));
  });
  afterAll(() => rm(dataDirectory, { recursive: true, force: true }));

  const namesOf = (entries: readonly LoggedInvocation[]) =>
    entries
      .filter((entry) => entry.function === 'onFile' && entry.invocationRequest !== undefined)
      .map(({ invocationRequest }) => {
        const { inputData } = invocationRequest as {
          inputData: [{ data: { modelBindingData: { content: { $bytes: string } } } }];
        };
        const bytes = inputData[0].data.modelBindingData.content.$bytes;
        return JSON.parse(Buffer.from(bytes, 'base64').toString('utf8')) as unknown;
      });

  const reference = (name: string) => ({ Connection: 'DataStorage', ContainerName: 'files', BlobName: name });

  async function runWith(work: (host: RecordedHost) => Promise<void>, count: number): Promise<unknown[]> {
    const host = await startRecordedHost('faults', { dataDirectory });
    await work(host);
    const seen: LoggedInvocation[] = [];
    await waitUntil(`${count} blobs were seen`, async () => {
      seen.push(...(await host.takeInvocations()));
      return namesOf(seen).length >= count;
    });
    // A blob that comes once too often comes with the next scan.
    await sleep(1_500);
    seen.push(...(await host.takeInvocations()));
    await host.stop();
    return namesOf(seen);
  }

  const upload = async (host: RecordedHost, name: string, text: string) => {
    const files = createStorageClients(host.portBase).blobs.getContainerClient('files');
    await files.createIfNotExists();
    await files.getBlockBlobClient(name).upload(text, text.length);
  };

  test('fire once for each blob and ETag, by reference', async () => {
    const first = await runWith(async (host) => {
      await upload(host, 'a.csv', '1');
      await upload(host, 'folder/b.csv', '2');
      await upload(host, 'other.txt', '3');
    }, 2);
    expect(new Set(first)).toEqual(new Set([reference('a.csv'), reference('folder/b.csv')]));
    const second = await runWith((host) => upload(host, 'a.csv', 'new'), 1);
    expect(second).toEqual([reference('a.csv')]);
  });

  test('fire for a blob that came while the app was down', async () => {
    const services = await startRecordedHost('faults', { dataDirectory, flags: ['--services-only'] });
    await upload(services, 'late.csv', '4');
    await services.stop();
    expect(await runWith(async () => undefined, 1)).toEqual([reference('late.csv')]);
  });
});
