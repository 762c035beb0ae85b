import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Product } from './product.ts';

const script = path.join(import.meta.dirname, 'queue-once.ts');

export interface QueueMessage {
  readonly messageId: string;
  readonly sessionId?: string;
  readonly subject?: string;
  readonly body: unknown;
}

/** The client keeps timers for a minute after it has closed, so it lives in a process of its own. */
async function runOnce({ portBase }: Product, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(portBase + 5), ...args], {
    env,
    timeout: 60_000,
    maxBuffer: 2 ** 26,
  });
  return stdout;
}

/** Sends messages to a queue, in their order. */
export async function sendToQueue(
  product: Product,
  queue: string,
  messages: readonly QueueMessage[],
): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'onscore-messages-'));
  const file = path.join(directory, 'messages.json');
  await writeFile(file, JSON.stringify(messages));
  await runOnce(product, 'send', queue, file);
  await rm(directory, { recursive: true });
}

/** Takes all messages that are in a queue. */
export async function drainQueue(product: Product, queue: string): Promise<readonly QueueMessage[]> {
  return JSON.parse(await runOnce(product, 'take', queue)) as QueueMessage[];
}
