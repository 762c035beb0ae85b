/** The outside suites on an app that runs somewhere: scripts/e2e.ts starts them. */
import { describe } from '@jest/globals';
import { createBlobServiceClient } from '../../src/storage/blob-service-client.ts';
import { createCosmosDatabase } from '../../src/storage/cosmos-database.ts';
import { parseSettings } from '../../src/settings.ts';
import { describeBatch } from './suites/batch-suite.ts';
import { describeClothing } from './suites/clothing-suite.ts';
import { describeRealTime } from './suites/real-time-suite.ts';
import type { Product } from './support/product.ts';

const { ONSCORE_REALTIME_URL = '', ONSCORE_BATCH_URL = '', ONSCORE_KEY = '' } = process.env;
const settings = parseSettings(process.env, import.meta.dirname);

const send = globalThis.fetch;

/** Sends what is of jobs to the batch app, and all with the key. */
globalThis.fetch = (input, init) => {
  const request = new Request(input, init);
  const url = new URL(request.url);
  const base = url.pathname.startsWith('/jobs') ? ONSCORE_BATCH_URL : ONSCORE_REALTIME_URL;
  const routed = new Request(new URL(url.pathname + url.search, base), request);
  if (ONSCORE_KEY !== '') routed.headers.set('x-functions-key', ONSCORE_KEY);
  return send(routed);
};

const product: Product = {
  url: ONSCORE_REALTIME_URL,
  portBase: 0,
  dataDirectory: '',
  pid: 0,
  blobs: createBlobServiceClient(settings.dataStorage),
  database: createCosmosDatabase(settings.cosmos).client,
  output: () => '',
  ended: () => Promise.resolve(),
  stop: () => Promise.resolve(0),
};

describe('the app that is deployed', () => {
  describeRealTime(() => Promise.resolve(product));
  describeClothing(() => Promise.resolve(product));
  describeBatch(() => Promise.resolve(product));
});
