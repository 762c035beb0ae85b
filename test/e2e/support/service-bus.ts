import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Product } from './product.ts';

const script = path.join(import.meta.dirname, 'service-bus-once.ts');

/** The client keeps timers for a minute after it has closed, so it lives in a process of its own. */
async function runOnce(product: Product, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const port = String(product.portBase + 5);
  const { stdout } = await promisify(execFile)(process.execPath, [script, port, ...args], {
    env,
    timeout: 40_000,
  });
  return stdout;
}

/** Sends a message to a queue. */
export async function sendMessage(
  product: Product,
  queue: string,
  message: { readonly messageId: string; readonly body: unknown },
): Promise<void> {
  await runOnce(product, 'send', queue, JSON.stringify(message));
}

export interface ReceivedMessage {
  readonly messageId: string;
  readonly subject: string;
  readonly body: { readonly id: string; readonly status: string };
}

/** Takes up to `count` messages of a topic's subscription. */
export async function takeMessages(
  product: Product,
  topic: string,
  subscription: string,
  count: number,
): Promise<ReceivedMessage[]> {
  return JSON.parse(await runOnce(product, 'take', topic, subscription, String(count))) as ReceivedMessage[];
}
