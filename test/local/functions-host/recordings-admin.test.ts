import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { leftOut } from './support/left-out.ts';
import { normaliseAnswer, normaliseInvocation } from './support/normalise.ts';
import { type RecordedHost, startRecordedHost } from './support/recorded-host.ts';
import { type RecordedAnswer, type RecordedExchange, readRecordings } from './support/recordings.ts';

/** Long enough for an invocation that a request has started behind its answer. */
const settleMs = 300;

const recordings = new Map(
  [...readRecordings<RecordedExchange>('host-api')].filter(
    ([name, recording]) => 'client' in recording && leftOut[`host-api/${name}`] === undefined,
  ),
);

const jsonOf = (text: string): unknown => (/^[[{]/.test(text) ? JSON.parse(text) : text);

/** What is the machine's: where the app lies, how long the host has run, what host it is. */
function withoutMachine(answer: RecordedAnswer): unknown {
  const { status, headers, body } = normaliseAnswer(answer) as {
    status: number;
    headers: [string, string][];
    body: string;
  };
  return {
    status,
    headers: headers.filter(([name]) => name !== 'Content-Length'),
    body: JSON.parse(
      JSON.stringify(jsonOf(body), (key, value: unknown) =>
        machineKeys.has(key) ? key.toUpperCase() : value,
      ),
    ) as unknown,
  };
}

const machineKeys = new Set(['processUptime', 'functionDirectory', 'id', 'version', 'versionDetails']);

describe('the host’s own paths', () => {
  let host: RecordedHost;
  beforeAll(async () => {
    host = await startRecordedHost('http', { flags: ['--auth'] });
  });
  afterAll(() => host.stop());

  test.each([...recordings.keys()])('the host does as the real one for %s', async (name) => {
    const recorded = recordings.get(name)!;
    const text = JSON.stringify(recorded.client).replaceAll('KEY', host.masterKey);
    await host.takeInvocations();
    const answer = await host.client.send(JSON.parse(text) as RecordedExchange['client']);
    await sleep(recorded.function === null ? 0 : settleMs);
    const requests = (await host.takeInvocations()).filter((entry) => entry.invocationRequest !== undefined);
    expect({
      answer: withoutMachine(answer),
      invocation: normaliseInvocation(requests[0]?.invocationRequest),
    }).toEqual({
      answer: withoutMachine(recorded.clientReceived!),
      invocation: normaliseInvocation(recorded.invocationRequest),
    });
  });

  test('GET / shows a page of its own, HEAD / its head', async () => {
    const [page, head] = [
      await host.client.send({ method: 'GET', path: '/' }),
      await host.client.send({ method: 'HEAD', path: '/' }),
    ];
    expect(page.headers.map(([name]) => name)).toEqual(['Content-Length', 'Content-Type', 'Date', 'Server']);
    expect({ ...head, body: page.body }).toEqual({ ...page, headers: head.headers });
  });

  test('the host takes and refuses large bodies as recorded in body-size-limit', async () => {
    interface SizeRecording {
      readonly cases: readonly { readonly response: { readonly status: number; readonly body?: string } }[];
    }
    const recorded = readRecordings<SizeRecording>('host-api').get('body-size-limit')!;
    const answers: [number, string | undefined][] = [];
    for (const bytes of [28 * mebibyte, 100 * mebibyte, 100 * mebibyte + 1]) {
      const body = Buffer.alloc(bytes);
      const answer = await fetch(`${host.url}/api/size`, { method: 'POST', body });
      answers.push([answer.status, await answer.text()]);
    }
    expect(answers).toEqual(recorded.cases.map(({ response }) => [response.status, response.body ?? '']));
  });
});

const mebibyte = 1024 * 1024;
