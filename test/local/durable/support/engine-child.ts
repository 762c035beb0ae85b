import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Status {
  readonly runtimeStatus: string;
  readonly output: unknown;
  readonly customStatus: unknown;
  readonly input: unknown;
  readonly historyEvents?: readonly { readonly EventType: string }[];
}

/** An engine in a process of its own. */
export interface EngineChild {
  readonly baseUrl: string;
  readonly rpcBaseUrl: string;
  readonly process: ChildProcess;
  start(name: string, input?: unknown, instanceId?: string): Promise<string>;
  raise(instanceId: string, name: string, data: unknown): Promise<number>;
  status(instanceId: string, query?: string): Promise<Status>;
  /** Waits until the instance has ended. */
  ended(instanceId: string, timeoutMs?: number): Promise<Status>;
  until(instanceId: string, reached: (status: Status) => boolean, timeoutMs?: number): Promise<Status>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const script = new URL('./engine-process.ts', import.meta.url);

export async function startEngine(options: {
  readonly file: string;
  readonly hostJson?: object;
  readonly journal?: string;
  readonly app?: 'recorded';
}): Promise<EngineChild> {
  const child = fork(script, [options.file], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      ...process.env,
      ...(options.app === undefined ? {} : { APP: options.app }),
      HOST_JSON: JSON.stringify(options.hostJson ?? {}),
      ...(options.journal === undefined ? {} : { JOURNAL: options.journal }),
    },
  });
  const { baseUrl, rpcBaseUrl } = await readAddress(child);
  const post = (path: string, body?: unknown): Promise<Response> =>
    fetch(`${baseUrl}/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const status = async (instanceId: string, query = ''): Promise<Status> =>
    (await (await fetch(`${baseUrl}/instances/${instanceId}${query}`)).json()) as Status;
  const until: EngineChild['until'] = async (instanceId, reached, timeoutMs = 15_000) => {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const now = await status(instanceId);
      if (reached(now)) return now;
      if (Date.now() > deadline) throw new Error(`"${instanceId}" is ${JSON.stringify(now)}`);
      await sleep(20);
    }
  };
  return {
    baseUrl,
    rpcBaseUrl,
    process: child,
    async start(name, input, instanceId) {
      const reply = await post(
        `orchestrators/${name}${instanceId === undefined ? '' : `/${instanceId}`}`,
        input,
      );
      return ((await reply.json()) as { id: string }).id;
    },
    raise: async (instanceId, name, data) =>
      (await post(`instances/${instanceId}/raiseEvent/${name}`, data)).status,
    status,
    until,
    ended: (instanceId, timeoutMs) =>
      until(instanceId, (now) => /Completed|Failed|Terminated/.test(now.runtimeStatus), timeoutMs),
    async stop() {
      const exited = once(child, 'exit');
      child.send('stop');
      await exited;
    },
    async kill() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function readAddress(child: ChildProcess): Promise<{ baseUrl: string; rpcBaseUrl: string }> {
  if (child.stdout === null) throw new Error('No output of the engine to read');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return JSON.parse(line) as { baseUrl: string; rpcBaseUrl: string };
}
