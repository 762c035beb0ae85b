import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BlobServiceClient, type BlockBlobClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { waitUntil } from '../../e2e/support/processes.ts';
import { normaliseInvocation } from './support/normalise.ts';
import { type LoggedInvocation, type RecordedHost, startRecordedHost } from './support/recorded-host.ts';
import { type RecordedInvocation, readRecordings } from './support/recordings.ts';

const account =
  'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const queues = ['jobs', 'jobs-poison', 'badjobs', 'badjobs-poison', 'webjobs-blobtrigger-poison', 'outq'];
const containers = ['inbox', 'texts', 'texts-out', 'bad', 'asstring', 'made'];

const invocationsOf = (recorded: readonly RecordedInvocation[]) =>
  recorded.map((each) => [each.function, normaliseInvocation(each.invocationRequest)]);

let host: RecordedHost;
let blobs: BlobServiceClient;
let messages: QueueServiceClient;
let seen: LoggedInvocation[] = [];

beforeAll(async () => {
  host = await startRecordedHost('storage');
  const at = (offset: number) => `http://127.0.0.1:${host.portBase + offset}/devstoreaccount1;`;
  blobs = BlobServiceClient.fromConnectionString(`${account};BlobEndpoint=${at(1)}`);
  messages = QueueServiceClient.fromConnectionString(`${account};QueueEndpoint=${at(2)}`);
  await Promise.all(queues.map((name) => messages.getQueueClient(name).createIfNotExists()));
  await Promise.all(containers.map((name) => blobs.getContainerClient(name).createIfNotExists()));
});
afterAll(() => host.stop());

/** Waits for `count` invocations of a function since the test began, in the order in which they came. */
async function invocations(name: string, count: number, timeoutMs = 15_000) {
  const found = await waitUntil(
    `${name} was invoked ${count} times`,
    async () => {
      seen.push(...(await host.takeInvocations()));
      const requests = seen.filter((each) => each.function === name && 'invocationRequest' in each);
      return requests.length >= count && requests;
    },
    timeoutMs,
  );
  return found.map((each) => [each.function, normaliseInvocation(each.invocationRequest)]);
}

const forget = async () => {
  await host.takeInvocations();
  seen = [];
};

describe('queue triggers', () => {
  interface TriggerRecording {
    readonly messageText: string;
    readonly invocations: readonly RecordedInvocation[];
  }
  const recordings = readRecordings<TriggerRecording>('queue');
  const triggers = [...recordings.keys()].filter((name) => recordings.get(name)?.messageText !== undefined);
  const called = triggers.filter((name) => recordings.get(name)!.invocations.length > 0);
  const notCalled = triggers.filter((name) => recordings.get(name)!.invocations.length === 0);

  test.each(called)('the host does as the real one for %s', async (name) => {
    const recorded = recordings.get(name)!;
    await forget();
    await messages.getQueueClient('jobs').sendMessage(recorded.messageText);
    expect(await invocations('onQueue', 1)).toEqual(invocationsOf(recorded.invocations));
  });

  test.each(notCalled)('the host puts away unseen, as the real one, %s', async (name) => {
    await forget();
    const poison = messages.getQueueClient('jobs-poison');
    await poison.clearMessages();
    await messages.getQueueClient('jobs').sendMessage(recordings.get(name)!.messageText);
    await waitUntil(
      'the message is poison',
      async () => (await poison.peekMessages()).peekedMessageItems.length === 1,
    );
    const called = (await host.takeInvocations()).map((each) => each.function);
    expect(called).not.toContain('onQueue');
  });

  test('the host tries a message five times, then hands it to the poison queue', async () => {
    await forget();
    const tries = readRecordings<readonly RecordedInvocation[]>('queue').get('trigger-fails-five-times')!;
    const poison = readRecordings<readonly RecordedInvocation[]>('queue').get('poison-message')!;
    await messages.getQueueClient('badjobs').sendMessage(Buffer.from('{"bad":true}').toString('base64'));
    expect([await invocations('onPoison', 1), await invocations('onBadQueue', 5)]).toEqual([
      invocationsOf(poison),
      invocationsOf(tries),
    ]);
  });
});

describe('queue functions run by hand', () => {
  const recordings = readRecordings<{ readonly invocations: readonly RecordedInvocation[] }>('host-api');

  test.each([
    ['run-onqueue', 'onQueue'],
    ['run-onout', 'onOut'],
  ])('the host does as the real one for %s', async (name, functionName) => {
    await forget();
    await host.client.send({
      method: 'POST',
      path: `/admin/functions/${functionName}`,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ input: '{"viaAdmin":1}' }),
    });
    expect(await invocations(functionName, 1)).toEqual(invocationsOf(recordings.get(name)!.invocations));
  });
});

describe('queue outputs', () => {
  interface OutputRecording {
    readonly name: string;
    readonly writer: RecordedInvocation;
    readonly received: readonly RecordedInvocation[];
  }
  const recordings = [...readRecordings<OutputRecording>('queue')].filter(([name]) =>
    name.startsWith('output-'),
  );

  test.each(recordings)('the host does as the real one for %s', async (_, recorded) => {
    await forget();
    const path = `/api/writeQueue?k=${recorded.name}`;
    const answer = await host.client.send({ method: 'POST', path, body: '' });
    const received = await invocations('onOut', recorded.received.length);
    expect([answer.status, await invocations('writeQueue', 1), sorted(received)]).toEqual([
      200,
      invocationsOf([recorded.writer]),
      sorted(invocationsOf(recorded.received)),
    ]);
  });
});

/** In an order that does not depend on which came first. */
const sorted = (values: readonly (readonly unknown[])[]): unknown[] =>
  [...values].sort((a, b) => (JSON.stringify(a[1]) < JSON.stringify(b[1]) ? -1 : 1));

interface RecordedBlob {
  readonly blobTrigger: string;
  readonly content: Buffer;
  readonly contentType: string;
  readonly metadata: Record<string, string>;
}

interface BlobInvocationRequest {
  readonly inputData: readonly [{ readonly data: { readonly bytes: { readonly $bytes: string } } }];
  readonly triggerMetadata: Readonly<Record<string, { readonly string: string; readonly json: string }>>;
}

/** The blob that an invocation was made for. */
function toBlob({ invocationRequest }: RecordedInvocation): RecordedBlob {
  const { inputData, triggerMetadata } = invocationRequest as BlobInvocationRequest;
  const properties = JSON.parse(triggerMetadata.Properties!.json) as { ContentType: string };
  return {
    blobTrigger: triggerMetadata.BlobTrigger!.string,
    content: Buffer.from(inputData[0].data.bytes.$bytes, 'base64'),
    contentType: properties.ContentType,
    metadata: JSON.parse(triggerMetadata.Metadata!.json) as Record<string, string>,
  };
}

async function upload({
  blobTrigger,
  content,
  contentType,
  metadata,
}: RecordedBlob): Promise<BlockBlobClient> {
  const [container = '', ...rest] = blobTrigger.split('/');
  const blob = blobs.getContainerClient(container).getBlockBlobClient(rest.join('/'));
  await blob.uploadData(content, { blobHTTPHeaders: { blobContentType: contentType }, metadata });
  return blob;
}

describe('blob triggers', () => {
  const recordings = readRecordings<readonly RecordedInvocation[]>('blob');

  test.each(['trigger', 'trigger-path-pattern-with-output', 'trigger-datatype-string'])(
    'the host does as the real one for %s',
    async (name) => {
      const recorded = recordings.get(name)!;
      await forget();
      for (const each of recorded) await upload(toBlob(each));
      const received = await invocations(recorded[0]!.function, recorded.length);
      expect(sorted(received)).toEqual(sorted(invocationsOf(recorded)));
    },
  );

  test('the host writes what a blob function returns, as the real one', async () => {
    const [recorded] =
      readRecordings<readonly { name: string; contentType: string; text: string }[]>('blob').get(
        'output-of-trigger',
      )!;
    const blob = blobs.getContainerClient('texts-out').getBlobClient(recorded!.name);
    await waitUntil('the output is there', () => blob.exists());
    const properties = await blob.getProperties();
    expect({ contentType: properties.contentType, text: String(await blob.downloadToBuffer()) }).toEqual({
      contentType: recorded!.contentType,
      text: recorded!.text,
    });
  });

  test('the host tries a blob five times, then writes the poison message', async () => {
    const tries = recordings.get('trigger-fails-five-times')!;
    await forget();
    await upload(toBlob(tries[0]!));
    expect([await invocations('onBlobPoison', 1, 25_000), await invocations('onBadBlob', 5)]).toEqual([
      invocationsOf(recordings.get('poison-message')!),
      invocationsOf(tries),
    ]);
  });
});

describe('blob inputs and outputs', () => {
  interface OutputRecording {
    readonly name: string;
    readonly writer: RecordedInvocation;
    readonly stored: {
      readonly error?: string;
      readonly contentType?: string;
      readonly metadata?: Readonly<Record<string, string>>;
      readonly contentBase64?: string;
    };
    readonly readBack: { readonly invocation: RecordedInvocation };
  }
  const recordings = [...readRecordings<OutputRecording>('blob')].filter(
    ([name]) => name.startsWith('output-') && name !== 'output-of-trigger',
  );

  async function readStored(name: string) {
    const blob = blobs.getContainerClient('made').getBlobClient(name);
    if (!(await blob.exists())) return { error: '' };
    const { contentType, metadata } = await blob.getProperties();
    return {
      contentType,
      metadataNames: Object.keys(metadata ?? {}),
      contentBase64: (await blob.downloadToBuffer()).toString('base64'),
    };
  }

  const storedOf = ({ stored }: OutputRecording) =>
    stored.error !== undefined
      ? { error: stored.error }
      : {
          contentType: stored.contentType,
          metadataNames: Object.keys(stored.metadata ?? {}),
          contentBase64: stored.contentBase64,
        };

  test.each(recordings)('the host does as the real one for %s', async (_, recorded) => {
    await forget();
    await host.client.send({ method: 'POST', path: `/api/writeBlob/${recorded.name}`, body: '' });
    await host.client.send({ method: 'GET', path: `/api/readBlob/${recorded.name}` });
    expect({
      writer: await invocations('writeBlob', 1),
      stored: await readStored(recorded.name),
      reader: await invocations('readBlob', 1),
    }).toEqual({
      writer: invocationsOf([recorded.writer]),
      stored: storedOf(recorded),
      reader: invocationsOf([recorded.readBack.invocation]),
    });
  });
});

describe('timers', () => {
  const recordings = readRecordings<readonly RecordedInvocation[]>('timer');
  const post = (name: string) =>
    host.client.send({
      method: 'POST',
      path: `/admin/functions/${name}`,
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });

  test('the host runs every-5-seconds as the real one', async () => {
    await forget();
    const [first] = await invocations('every5s', 1);
    expect([first]).toEqual(invocationsOf(recordings.get('every-5-seconds')!.slice(0, 1)));
  });

  test.each([
    ['handler-throws', 'timerFails'],
    ['retry-fixed-delay', 'timerRetries'],
  ])('the host does as the real one for %s', async (name, functionName) => {
    const recorded = recordings.get(name)!;
    await forget();
    await post(functionName);
    expect(await invocations(functionName, recorded.length)).toEqual(invocationsOf(recorded));
  });

  test('the host runs a timer with runOnStartup as the real one', async () => {
    const fresh = await startRecordedHost('storage');
    const all = await waitUntil('onStart was invoked', async () => {
      const found = await fresh.takeInvocations();
      return found.some((each) => each.function === 'onStart') && found;
    });
    await fresh.stop();
    expect(all.filter((each) => each.function === 'onStart' && 'invocationRequest' in each)).toHaveLength(1);
    const [first] = all.filter((each) => each.function === 'onStart');
    expect([['onStart', normaliseInvocation(first?.invocationRequest)]]).toEqual(
      invocationsOf(recordings.get('run-on-startup')!),
    );
  });
});
