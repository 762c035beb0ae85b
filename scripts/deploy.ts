/**
 * Deploys the package to both apps and subscribes the batch app to the blobs of batch-input: `node scripts/deploy.ts`, with
 * what azd put out in the environment (azd runs it after provisioning). `--dry-run` prints the commands and runs none.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { listDeployment, readDeployment } from './list-deployment.ts';

const root = path.resolve(import.meta.dirname, '..');
const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });
const attempts = 5;
const pauseMs = 30_000;

/** Roles take minutes to hold everywhere, and a new app to start: what fails is tried again. */
async function run(command: readonly [string, ...string[]]): Promise<void> {
  const [program, ...args] = command;
  for (let attempt = 1; ; attempt++) {
    const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
    if (status === 0) return;
    const why = error?.message ?? `it ended with ${String(status)}`;
    if (attempt === attempts) throw new Error(`Cannot run "${command.join(' ')}": ${why}, ${attempts} times`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

for (const command of listDeployment(readDeployment(process.env))) {
  console.log(`$ ${command.join(' ')}`);
  if (!values['dry-run']) await run(command);
}
