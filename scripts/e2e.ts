/**
 * Runs the suites that look from outside on an app that is deployed or started already, with a fresh storage and database:
 * `node scripts/e2e.ts --base-url URL [--batch-url URL] [--key KEY]`. Blobs and documents are looked at by the settings of the
 * app in the environment: `DataStorage__blobServiceUri` and `CosmosDB__accountEndpoint`, or connection strings.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { 'base-url': { type: 'string' }, 'batch-url': { type: 'string' }, key: { type: 'string' } },
});
const { 'base-url': baseUrl, 'batch-url': batchUrl = baseUrl, key = '' } = values;
if (baseUrl === undefined || batchUrl === undefined)
  throw new Error('Cannot run the suites: --base-url is not given, expected the address of an app');

const { status } = spawnSync(
  process.execPath,
  [
    ...[
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
    ],
    ...['--testMatch', `${root}/test/e2e/deployed.ts`],
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ONSCORE_REALTIME_URL: baseUrl, ONSCORE_BATCH_URL: batchUrl, ONSCORE_KEY: key },
  },
);
process.exitCode = status ?? 1;
