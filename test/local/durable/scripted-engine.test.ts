import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDurableEngine, type DurableEngine } from '../../../local/durable/create-durable-engine.ts';
import {
  InvocationFailedError,
  WorkerLostError,
  type Invoker,
} from '../../../local/functions-host/invoker.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const bindings = (type: string): Invoker['functions'][number]['bindings'] => ({
  trigger: { name: 'trigger', type, direction: 'in' },
});

type Handler = (input: string) => Promise<string>;

interface Options {
  readonly activity?: Handler;
  readonly orchestrator?: Handler;
  readonly hostJson?: object;
}

const call = (input: unknown): object => ({ actionType: 0, functionName: 'work', input });
const answer = (actions: object[], rest: object = { isDone: false }): string =>
  JSON.stringify({ actions: [actions], schemaVersion: 3, ...rest });

/** An engine whose orchestrator `lead` and activity `work` are these handlers. */
async function createEngine({ activity, orchestrator, hostJson = {} }: Options): Promise<DurableEngine> {
  const done = answer([], { isDone: true, output: 'done' });
  const invoker: Invoker = {
    functions: [
      { name: 'lead', bindings: bindings('orchestrationTrigger') },
      { name: 'work', bindings: bindings('activityTrigger') },
    ],
    async invoke(name, input) {
      const text = input.inputData[0]?.data.string ?? '';
      const handler = name === 'lead' ? orchestrator : activity;
      return { outputData: [], returnValue: { json: (await handler?.(text)) ?? done } };
    },
  };
  const engine = await createDurableEngine({
    file: undefined,
    invoker,
    taskHubName: 'TestHub',
    hostJson,
    webhookBaseUrl: 'http://127.0.0.1:7071',
    log: () => undefined,
  });
  closing.push(engine.stop);
  return engine;
}

async function serve(engine: DurableEngine): Promise<string> {
  const server: Server = createServer(engine.webhooks);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.address() as { port: number };
  return `http://127.0.0.1:${address.port}/runtime/webhooks/durabletask`;
}

const get = async (url: string): Promise<{ runtimeStatus: string; output: unknown }> =>
  (await (await fetch(url)).json()) as { runtimeStatus: string; output: unknown };

async function until(url: string, status: string): Promise<{ runtimeStatus: string; output: unknown }> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const now = await get(url);
    if (now.runtimeStatus === status) return now;
    if (Date.now() > deadline) throw new Error(`It is ${JSON.stringify(now)}`);
    await sleep(10);
  }
}

const start = (api: string, id: string): Promise<Response> =>
  fetch(`${api}/orchestrators/lead/${id}`, { method: 'POST', body: 'null' });

const hasResult = (payload: string): boolean => payload.includes('"EventType": 5');

describe('createDurableEngine()', () => {
  test('shows Pending what has not had a turn, without history', async () => {
    const engine = await createEngine({});
    const api = await serve(engine);
    await start(api, 'p');
    const reply = await fetch(`${api}/instances/p?showHistory=true`);
    expect(reply.status).toBe(202);
    expect(await reply.json()).toEqual({
      name: 'lead',
      instanceId: 'p',
      runtimeStatus: 'Pending',
      input: null,
      customStatus: null,
      output: null,
      createdTime: expect.any(String),
      lastUpdatedTime: expect.any(String),
    });
  });

  test('delivers an activity and a turn again when their worker dies', async () => {
    let activityRuns = 0;
    let turns = 0;
    const engine = await createEngine({
      activity() {
        activityRuns += 1;
        return activityRuns < 3 ? Promise.reject(new WorkerLostError('gone')) : Promise.resolve('"made it"');
      },
      orchestrator(payload) {
        turns += 1;
        if (turns === 1) return Promise.reject(new WorkerLostError('gone'));
        const rest = hasResult(payload) ? { isDone: true, output: 'ended' } : { isDone: false };
        return Promise.resolve(answer([call(1)], rest));
      },
    });
    const api = await serve(engine);
    await engine.start();
    await start(api, 'lost');
    expect(await until(`${api}/instances/lost`, 'Completed')).toMatchObject({ output: 'ended' });
    expect({ activityRuns, turns }).toEqual({ activityRuns: 3, turns: 3 });
  });

  test('runs no more activities at once than host.json allows', async () => {
    let running = 0;
    let most = 0;
    const engine = await createEngine({
      hostJson: { extensions: { durableTask: { maxConcurrentActivityFunctions: 2 } } },
      async activity() {
        most = Math.max(most, ++running);
        await sleep(20);
        running -= 1;
        return '1';
      },
      orchestrator(payload) {
        const calls = { actionType: 12, compoundActions: [1, 2, 3, 4, 5, 6].map(call) };
        const results = payload.split('"EventType": 5').length - 1;
        return Promise.resolve(answer([calls], { isDone: results === 6, output: results }));
      },
    });
    const api = await serve(engine);
    await engine.start();
    await start(api, 'six');
    expect(await until(`${api}/instances/six`, 'Completed')).toMatchObject({ output: 6 });
    expect(most).toBe(2);
  });

  test('fails an orchestration whose function fails without a state', async () => {
    const thrown = { name: 'Error', message: 'out of order', stack: '' };
    const engine = await createEngine({
      orchestrator: () => Promise.reject(new InvocationFailedError(thrown)),
    });
    const api = await serve(engine);
    await engine.start();
    await start(api, 'f');
    const { output } = await until(`${api}/instances/f`, 'Failed');
    expect(output).toBe("Orchestrator function 'lead' failed: out of order");
  });

  test('gives the orchestrations that it starts the version of host.json', async () => {
    const versions: unknown[] = [];
    const engine = await createEngine({
      hostJson: { extensions: { durableTask: { defaultVersion: '1.2' } } },
      orchestrator(payload) {
        const { history } = JSON.parse(payload) as { history: { Version?: unknown }[] };
        versions.push(history[1]?.Version);
        return Promise.resolve(answer([], { isDone: true }));
      },
    });
    const api = await serve(engine);
    await engine.start();
    await start(api, 'v');
    await until(`${api}/instances/v`, 'Completed');
    expect(versions).toEqual(['1.2']);
  });

  test('lists page by page, by status and by prefix, and purges by filter', async () => {
    const engine = await createEngine({});
    const api = await serve(engine);
    await engine.start();
    for (const id of ['a-1', 'a-2', 'b-1', 'b-2', 'c']) await start(api, id);
    for (const id of ['a-1', 'a-2', 'b-1', 'b-2', 'c']) await until(`${api}/instances/${id}`, 'Completed');
    const list = async (query: string, token = ''): Promise<{ ids: string[]; next: string }> => {
      const reply = await fetch(`${api}/instances?${query}`, {
        headers: { 'x-ms-continuation-token': token },
      });
      const instances = (await reply.json()) as { instanceId: string }[];
      return {
        ids: instances.map(({ instanceId }) => instanceId),
        next: reply.headers.get('x-ms-continuation-token') ?? '',
      };
    };
    const first = await list('top=3');
    expect(first).toEqual({ ids: ['a-1', 'a-2', 'b-1'], next: Buffer.from('b-2').toString('base64') });
    expect(await list('top=3', first.next)).toEqual({ ids: ['b-2', 'c'], next: '' });
    expect((await list('instanceIdPrefix=b-')).ids).toEqual(['b-1', 'b-2']);
    expect((await list('runtimeStatus=Running,Failed')).ids).toEqual([]);
    expect((await list('runtimeStatus=Completed&runtimeStatus=Nonsense')).ids).toHaveLength(5);
    const from = new Date(Date.now() - 60_000).toISOString();
    const purge = await fetch(`${api}/instances?createdTimeFrom=${from}&runtimeStatus=Completed`, {
      method: 'DELETE',
    });
    expect(await purge.json()).toEqual({ instancesDeleted: 5 });
    expect((await list('')).ids).toEqual([]);
  });

  test('refuses to serve entities', async () => {
    const api = await serve(await createEngine({}));
    const reply = await fetch(`${api}/entities/counter/x`);
    expect(reply.status).toBe(501);
    expect(await reply.json()).toEqual({
      Message: 'Cannot serve an entity: the local Durable engine has none',
    });
  });

  test('tells a client where it is', async () => {
    const binding = JSON.parse((await createEngine({})).clientBinding()) as Record<string, unknown>;
    expect(binding).toMatchObject({
      taskHubName: 'TestHub',
      baseUrl: 'http://127.0.0.1:7071/runtime/webhooks/durabletask',
      requiredQueryStringParameters: '',
      rpcBaseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/durabletask\/$/),
      managementUrls: {
        id: 'INSTANCEID',
        terminatePostUri:
          'http://127.0.0.1:7071/runtime/webhooks/durabletask/instances/INSTANCEID/terminate?reason={text}&taskHub=TestHub&connection=Storage',
      },
    });
  });
});
