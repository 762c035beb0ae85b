#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { runCommandLine } from './run-command-line.ts';

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  return terminal.question(question).finally(() => terminal.close());
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  ...(process.stdin.isTTY && process.stdout.isTTY && { ask }),
  print: (line) => process.stdout.write(`${line}\n`),
  printError: (line) => process.stderr.write(`${line}\n`),
});
