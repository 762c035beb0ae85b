/** How long the packaged app takes to load, by role: `node bench/cold-import.ts`. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { describeMachine } from './machine.ts';

const runs = 9;
const root = path.resolve(import.meta.dirname, '..');
const goals = { all: 300, realtime: 200, batch: 300 };
const settings = {
  DataStorage__blobServiceUri: 'https://data.example.net',
  CosmosDB__accountEndpoint: 'https://cosmos.example.net',
  ServiceBus__fullyQualifiedNamespace: 'sb.example.net',
  MODELS_SOURCE: 'folder',
};

const timesSchema = z.tuple([z.number(), z.number()]);

async function timeImport(entry: string, role: string): Promise<z.infer<typeof timesSchema>> {
  const script = path.join(import.meta.dirname, 'cold-import/time-import.ts');
  const env = { ...process.env, NODE_OPTIONS: '', ...settings, SCORING_ROLE: role };
  const { stdout } = await promisify(execFile)(process.execPath, [script, entry], { env });
  return timesSchema.parse(JSON.parse(stdout));
}

function toMedian(times: readonly number[]): string {
  return (times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0).toFixed(0);
}

const folder = await mkdtemp(path.join(tmpdir(), 'cold-import-'));
try {
  execFileSync(process.execPath, [path.join(root, 'scripts/package.ts'), '--folder', folder]);
  console.log(describeMachine());
  for (const [role, goalMs] of Object.entries(goals)) {
    const times: [number, number][] = [];
    for (let k = 0; k < runs; k++) times.push(await timeImport(path.join(folder, 'dist/index.js'), role));
    const elapsed = toMedian(times.map(([ms]) => ms));
    const processor = toMedian(times.map(([, ms]) => ms));
    console.log(`${role}: median ${elapsed} ms, of the processor ${processor} ms, goal ${goalMs} ms`);
  }
} finally {
  await rm(folder, { recursive: true });
}
