import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProduct } from '../../test/e2e/support/product.ts';
import { timeLiveness } from '../../test/e2e/support/time-liveness.ts';
import { writeHeavyModel } from '../../test/scoring/heavy-model.ts';
import { measureLoad } from './measure-load.ts';
import { startServer } from './server-process.ts';

/** How long liveness takes while every worker scores with a heavy model: at the app's own handler, then behind the host. */
export async function printLiveness(seconds: number): Promise<void> {
  const models = await mkdtemp(path.join(tmpdir(), 'onscore-models-'));
  await writeHeavyModel(models);
  const environment = { MODELS_DIR: models };
  try {
    const server = await startServer('our-server.ts', { env: environment });
    await printWhileSaturated('the handler', server, seconds);
    const product = await startProduct({ environment });
    await printWhileSaturated('behind the host', product, seconds);
  } finally {
    await rm(models, { recursive: true });
  }
}

interface Contestant {
  readonly url: string;
  readonly stop: () => Promise<unknown>;
}

async function printWhileSaturated(name: string, { url, stop }: Contestant, seconds: number): Promise<void> {
  try {
    const load = measureLoad({
      url: `${url}/models/heavy/predict`,
      bodies: ['{"x":1}'],
      connections: 16,
      amount: `${seconds + 3}s`,
    });
    // The start of the load's own process takes the cores for a moment.
    await sleep(2000);
    await timeLiveness(url, 200);
    const { count, p50Ms, p99Ms, maxMs } = await timeLiveness(url, seconds * 1000);
    const { perSecond, failed } = await load;
    console.log(`heavy model saturated at ${perSecond.toFixed(1)} requests/s, ${failed} failed (${name})`);
    console.log(
      `  GET /v2/health/live: ${count} times, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, at most ${maxMs.toFixed(1)} ms`,
    );
  } finally {
    await stop();
  }
}
