import { beforeEach, describe, expect, test } from '@jest/globals';
import { forecastSchema } from '../../../src/openapi/report-schema.ts';
import { planPath } from '../../../src/jobs/job-paths.ts';
import { createPlanStore } from '../../../src/jobs/plan/plan-store.ts';
import { createForecastFinder } from '../../../src/jobs/report/forecast/find-forecast.ts';
import { findSeriesShape } from '../../../src/jobs/report/forecast/series-shape.ts';
import type { ModelManifest } from '../../../src/scoring/model-manifest.ts';
import { createJobHarness, type JobHarness } from '../support/job-harness.ts';
import { doublingModels, scoreDoubling } from '../support/doubling-model.ts';
import { createMemoryBlobStore } from '../support/memory-blob-store.ts';
import { createMemoryJobStore } from '../support/memory-job-store.ts';
import { createMemoryPredictionStore } from '../support/memory-prediction-store.ts';

const manifest = {
  name: 'doubling',
  aliases: { production: '1' },
  versions: {},
  series: { by: ['shop'], time: 'week', unit: 'integer' as const, target: 'a' },
  outputs: [
    {
      output: 'y',
      column: 'forecast',
      horizon: 2,
      lower: { output: 'l', column: 'low' },
      upper: { output: 'u', column: 'high' },
    },
  ],
} satisfies ModelManifest;

const table = 'id,shop,week,a\n1,b,10,1\n2,a,9,10\n3,b,9,2\n4,"a, too",9,100\n5,a,10,20\n6,b,11,\n';
const predictions =
  'row,shop,step,week,forecast,low,high\n1,b,1,11,5,4,6\n1,b,2,12,6,5,7\n2,a,1,11,50,40,60\n2,a,2,12,60,50,70\n3,"a, too",1,11,500,400,600\n3,"a, too",2,12,600,500,700\n';

let harness: JobHarness;
let find: ReturnType<typeof createForecastFinder>;

beforeEach(async () => {
  const blobs = createMemoryBlobStore();
  harness = createJobHarness({
    blobs,
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: doublingModels,
    scoreChunk: scoreDoubling,
  });
  const model = await doublingModels.resolve('doubling');
  const models = { resolve: () => Promise.resolve({ ...model, manifest }) };
  find = createForecastFinder({ ...harness, blobs, models, plans: createPlanStore(blobs) });
});

async function forecastOf(key: string | undefined) {
  const started = await harness.drop('doubling/t.csv', table);
  const job = await harness.ended(started!.id);
  await harness.blobs.write(
    { container: 'batch-output', name: `doubling/${job.id}/predictions.csv` },
    predictions,
  );
  return forecastSchema.parse(await find(job.id, key));
}

describe('createForecastFinder()', () => {
  test('sums all series where no key is given, by time, whatever the order of the table', async () => {
    expect(await forecastOf(undefined)).toMatchObject({
      time: 'week',
      target: 'a',
      series: [
        { key: 'b', by: { shop: 'b' } },
        { key: 'a', by: { shop: 'a' } },
        { key: 'a, too', by: { shop: 'a, too' } },
      ],
      hasMoreSeries: false,
      summed: 3,
      history: { times: ['9', '10'], values: [112, 21] },
      forecast: { times: ['11', '12'], values: [555, 666], lower: [444, 555], upper: [666, 777] },
    });
  });

  test('gives the one series whose key is given', async () => {
    expect(await forecastOf('a')).toMatchObject({
      summed: 1,
      history: { times: ['9', '10'], values: [10, 20] },
      forecast: { times: ['11', '12'], values: [50, 60], lower: [40, 50], upper: [60, 70] },
    });
  });

  test('throws when no series has the key', async () => {
    await expect(forecastOf('c')).rejects.toThrow(/^Cannot chart series "c": job ".+" has none of this key$/);
  });

  test('leaves the history out when the state of the job is gone', async () => {
    const started = await harness.drop('doubling/t.csv', table);
    const job = await harness.ended(started!.id);
    await harness.blobs.write(
      { container: 'batch-output', name: `doubling/${job.id}/predictions.csv` },
      predictions,
    );
    await harness.blobs.delete(planPath(job));
    const answer = await find(job.id, 'b');
    expect(answer.history).toBeUndefined();
    expect(answer.forecast.values).toEqual([5, 6]);
  });
});

describe('findSeriesShape()', () => {
  test('finds the columns of series and forecasts', () => {
    expect(findSeriesShape(manifest)).toEqual({
      by: ['shop'],
      time: 'week',
      unit: 'integer',
      target: 'a',
      forecast: 'forecast',
      lower: 'low',
      upper: 'high',
    });
  });

  test('is undefined when the model forecasts no series', () => {
    expect(findSeriesShape({ ...manifest, outputs: [{ output: 'y', column: 'y' }] })).toBeUndefined();
  });
});
