import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startProduct } from '../../test/e2e/support/product.ts';
import { timeLiveness } from '../../test/e2e/support/time-liveness.ts';
import { writeHeavyModel } from '../../test/scoring/heavy-model.ts';
import { measureLoad } from './measure-load.ts';

/** The running product while every worker scores with a heavy model: how long its liveness takes. */
export async function printLiveness(seconds: number): Promise<void> {
  const models = await mkdtemp(path.join(tmpdir(), 'onscore-models-'));
  await writeHeavyModel(models);
  const product = await startProduct({ environment: { MODELS_DIR: models } });
  try {
    const url = `${product.url}/models/heavy/predict`;
    const load = measureLoad({ url, bodies: ['{"x":1}'], connections: 16, amount: `${seconds + 2}s` });
    const { count, p50Ms, p99Ms, maxMs } = await timeLiveness(product.url, seconds * 1000);
    const { perSecond, failed } = await load;
    console.log(`heavy model saturated at ${perSecond.toFixed(1)} requests/s, ${failed} failed`);
    console.log(
      `  GET /v2/health/live: ${count} times, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, at most ${maxMs.toFixed(1)} ms`,
    );
  } finally {
    await product.stop();
    await rm(models, { recursive: true });
  }
}
