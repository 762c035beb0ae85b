import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const main = path.join(import.meta.dirname, '../../local/main.ts');
const startTimeoutMs = 60_000;
const stopTimeoutMs = 20_000;
const keptLines = 50;

export interface RunningProduct {
  readonly url: string;
  /** What it printed last. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
  /** Waits until it ends by itself, or by Ctrl+C. */
  readonly ended: () => Promise<void>;
}

/** Starts everything on this machine as `npm start` does, in a process of its own; fails with what it printed when it does not get ready. */
export async function startProduct(args: readonly string[]): Promise<RunningProduct> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit').then(() => undefined);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(child, ended));
  const lines: string[] = [];
  const log = () => lines.slice(-keptLines).join('\n');
  const url = await untilReady(child, (line) => {
    lines.push(line);
    if (lines.length > 2 * keptLines) lines.splice(0, keptLines);
  }).catch((thrown: unknown) => {
    throw new Error(`Cannot start: ${thrown instanceof Error ? thrown.message : ''}\n${log()}`, {
      cause: thrown,
    });
  });
  return { url, log, stop: () => stop(child, ended), ended: () => ended };
}

async function untilReady(child: ChildProcess, note: (line: string) => void): Promise<string> {
  const timer = setTimeout(() => child.kill(), startTimeoutMs);
  return new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        note(line);
        const [, url] = /^Ready (http\S+)$/.exec(line) ?? [];
        if (url !== undefined) resolve(url);
      });
    }
    child.once('exit', (code, signal) => reject(new Error(`it ended with ${code ?? signal ?? 'nothing'}`)));
  }).finally(() => clearTimeout(timer));
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}
