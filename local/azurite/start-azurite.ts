import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FaultRegistry } from '../faults/fault-registry.ts';
import type { AzuriteStart } from './azurite-reply.ts';
import type { AzuriteOptions } from './create-azurite-servers.ts';
import { followFaults } from './follow-faults.ts';

export interface StartAzuriteOptions extends AzuriteOptions {
  /** What is to go wrong, for tests. */
  readonly faults?: Pick<FaultRegistry, 'follow' | 'countHit'>;
}

export interface Azurite {
  readonly blobUrl: string;
  readonly queueUrl: string;
  readonly tableUrl: string;
  /** With the well-known development account and key. */
  readonly connectionString: string;
  readonly pid: number;
  /** Saves everything and ends the process. */
  stop(): Promise<void>;
}

const entry = fileURLToPath(new URL('./azurite-process.ts', import.meta.url));
const startTimeoutMs = 30_000;
const stopTimeoutMs = 10_000;
const account = 'devstoreaccount1';
/** Published with the emulator; it protects nothing. */
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Starts Azurite's blob, queue and table services in a process of their own, which ends with this one.
 * Throws when a port is in use.
 */
export async function startAzurite({ faults, ...options }: StartAzuriteOptions): Promise<Azurite> {
  const child = fork(entry, [JSON.stringify(options)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const answer = await firstReply(child);
  if (answer.kind === 'failed' || child.pid === undefined) throw startError(answer, options);
  const { blobUrl, queueUrl, tableUrl } = answer;
  const unfollow = faults === undefined ? undefined : followFaults(faults, child);
  return {
    ...withAccount({ blobUrl, queueUrl, tableUrl }),
    connectionString: toConnectionString({ blobUrl, queueUrl, tableUrl }),
    pid: child.pid,
    stop() {
      unfollow?.();
      return stop(child);
    },
  };
}

async function firstReply(child: ChildProcess): Promise<AzuriteStart> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), startTimeoutMs);
  try {
    const ended = once(child, 'exit', { signal: deadline.signal }).then(
      ([code]) => `its process ended with exit code ${String(code)}`,
    );
    const replied = once(child, 'message', { signal: deadline.signal }).then(
      ([message]) => message as AzuriteStart,
    ); // sent by azurite-process.ts
    const first = await Promise.race([replied, ended]);
    return typeof first === 'string' ? { kind: 'failed', service: 'all', inUse: false, why: first } : first;
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`Cannot start Azurite: it was not ready within ${startTimeoutMs} ms`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function startError(answer: AzuriteStart, options: AzuriteOptions): Error {
  if (answer.kind === 'ready') return new Error('Cannot start Azurite: its process has no id');
  const ports: Readonly<Record<string, number>> = {
    blob: options.blobPort,
    queue: options.queuePort,
    table: options.tablePort,
  };
  const { service, inUse, why } = answer;
  return new Error(
    inUse
      ? `Cannot start ${service} storage: port ${ports[service]} is in use`
      : `Cannot start ${service} storage: ${why}`,
  );
}

interface ServiceUrls {
  readonly blobUrl: string;
  readonly queueUrl: string;
  readonly tableUrl: string;
}

function withAccount({ blobUrl, queueUrl, tableUrl }: ServiceUrls): ServiceUrls {
  return {
    blobUrl: `${blobUrl}/${account}`,
    queueUrl: `${queueUrl}/${account}`,
    tableUrl: `${tableUrl}/${account}`,
  };
}

function toConnectionString(urls: ServiceUrls): string {
  const { blobUrl, queueUrl, tableUrl } = withAccount(urls);
  return `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};BlobEndpoint=${blobUrl};QueueEndpoint=${queueUrl};TableEndpoint=${tableUrl};`;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  if (child.connected) child.disconnect();
  await ended;
  clearTimeout(timer);
}
