import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { normaliseAnswer, normaliseInvocation, normaliseText } from './support/normalise.ts';
import { type RecordedHost, startRecordedHost } from './support/recorded-host.ts';
import { type RecordedAnswer, type RecordedExchange, readRecordings } from './support/recordings.ts';

const hangsLongerThanMs = 1_500;

/** Sends what the recording client sent, and gives what the app and the client got, to compare with what they got then. */
async function replay(host: RecordedHost, recorded: RecordedExchange) {
  const text = JSON.stringify(recorded.client).replaceAll('KEY', host.masterKey);
  await host.takeInvocations();
  const answer = await host.client.send(JSON.parse(text) as RecordedExchange['client']);
  const requests = (await host.takeInvocations()).filter((entry) => entry.invocationRequest !== undefined);
  return {
    functions: requests.map((entry) => entry.function),
    invocation: withoutKey(normaliseInvocation(requests[0]?.invocationRequest), host.masterKey),
    answer: withoutKey(normaliseAnswer(answer), host.masterKey),
  };
}

const withoutKey = (value: unknown, key: string): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(key, 'KEY')) as unknown;

const expected = (recorded: RecordedExchange) => ({
  functions: recorded.function === null ? [] : [recorded.function],
  invocation: normaliseInvocation(recorded.invocationRequest),
  answer: normaliseAnswer(recorded.clientReceived ?? { status: 0, headers: [] }),
});

const names = (recordings: ReadonlyMap<string, RecordedExchange>, answered: boolean): string[] =>
  [...recordings].filter(([, each]) => isAnswered(each) === answered).map(([name]) => name);

const isAnswered = ({ clientReceived }: RecordedExchange): boolean => clientReceived?.status !== undefined;

describe('HTTP functions', () => {
  const recordings = readRecordings<RecordedExchange>('http');
  let host: RecordedHost;
  beforeAll(async () => {
    host = await startRecordedHost('http', { flags: ['--auth'] });
  });
  afterAll(() => host.stop());

  test.each(names(recordings, true))('the host does as the real one for %s', async (name) => {
    const recorded = recordings.get(name)!;
    expect(await replay(host, recorded)).toEqual(expected(recorded));
  });
});

describe('HTTP functions with streams', () => {
  const recordings = readRecordings<RecordedExchange>('http-stream');
  let host: RecordedHost;
  beforeAll(async () => {
    host = await startRecordedHost('http', { flags: ['--auth'], environment: { HTTP_STREAM: '1' } });
  });
  afterAll(() => host.stop());

  test.each(names(recordings, true))('the host does as the real one for %s', async (name) => {
    const recorded = recordings.get(name)!;
    expect(await replay(host, recorded)).toEqual(expected(recorded));
  });

  test('the host leaves without an answer what the real one does, and invokes the function', async () => {
    const hanging = names(recordings, false);
    await host.takeInvocations();
    const outcomes = await Promise.allSettled(
      hanging.map((name) => host.client.send(recordings.get(name)!.client, { timeoutMs: hangsLongerThanMs })),
    );
    const answered = hanging.filter((_, k) => outcomes[k]?.status === 'fulfilled');
    const invoked = (await host.takeInvocations()).filter((entry) => entry.invocationRequest !== undefined);
    expect({ answered, invoked: invoked.map((entry) => entry.function).sort() }).toEqual({
      answered: [],
      invoked: hanging.map((name) => recordings.get(name)!.function).sort(),
    });
  });
});

interface PrefixExchange {
  readonly name: string;
  readonly request: RecordedExchange['client'];
  readonly response: RecordedAnswer;
}

const isHomePage = ({ response }: PrefixExchange) => (response.body ?? '').startsWith('<!DOCTYPE html>');
const seenBy = (answer: RecordedAnswer) => ({
  ...(normaliseAnswer(answer) as object),
  body: normaliseText(answer.body ?? ''),
});

describe.each([
  ['empty-route-prefix', '0'],
  ['empty-route-prefix-root-catch-all', '1'],
])('an app with an empty route prefix: %s', (name, withCatchAll) => {
  const exchanges = readRecordings<readonly PrefixExchange[]>('http-prefix').get(name)!;
  let host: RecordedHost;
  beforeAll(async () => {
    host = await startRecordedHost('prefix', {
      flags: ['--auth'],
      environment: { WITH_CATCH_ALL: withCatchAll },
    });
  });
  afterAll(() => host.stop());

  test('the host does as the real one for each path, in order', async () => {
    const compared = exchanges.filter((exchange) => !isHomePage(exchange));
    const answers: unknown[] = [];
    for (const { name, request } of compared) answers.push([name, seenBy(await host.client.send(request))]);
    expect(answers).toEqual(compared.map((exchange) => [exchange.name, seenBy(exchange.response)]));
  });

  test('the host shows a page of its own where the real one does', async () => {
    const pages = exchanges.filter(isHomePage);
    const answers = await Promise.all(pages.map(({ request }) => host.client.send(request)));
    expect(
      answers.map(({ status, headers }) => [status, Object.fromEntries(headers)['Content-Type']]),
    ).toEqual(pages.map(() => [200, 'text/html']));
  });
});
