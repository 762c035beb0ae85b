/** The composition root: settings -> clients -> functions. The one file that does something when it is loaded. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { app } from '@azure/functions';
import { registerHealth } from './functions/health.ts';
import { registerNotFound } from './functions/not-found.ts';
import { registerWarmup } from './functions/warmup.ts';
import { combineJobEvents } from './jobs/job-events.ts';
import { createWriterRoster } from './jobs/writer-roster.ts';
import { openModels } from './open-models.ts';
import { registerBatch } from './register-batch.ts';
import { registerRealTime } from './register-real-time.ts';
import { createChunkScorer } from './scoring/chunk-scorer.ts';
import { startModelPoller } from './scoring/model-poller.ts';
import { createScorer } from './scoring/scorer.ts';
import { createWorkerPool } from './scoring/worker-pool.ts';
import { parseSettings } from './settings.ts';
import { createAzureBlobStore } from './storage/azure-blob-store.ts';
import { createBlobServiceClient } from './storage/blob-service-client.ts';
import { createCosmosDatabase } from './storage/cosmos-database.ts';
import { createCosmosJobStore } from './storage/cosmos-job-store.ts';
import { createCosmosPredictionStore } from './storage/cosmos-prediction-store.ts';
import { createServiceBusJobEvents } from './storage/service-bus-job-events.ts';
import { createWebhookJobEvents } from './storage/webhook-job-events.ts';

const msPerSecond = 1000;
const secondsPerDay = 86_400;
const settings = parseSettings(process.env, path.dirname(import.meta.dirname));
const { role, dataStorage, cosmos, scoringThreads: threads } = settings;

const reportError = (error: unknown): void => console.error(error);

const pool = createWorkerPool({ threads, onWorkerError: reportError });
const service = createBlobServiceClient(dataStorage);
const repository = await openModels({
  settings,
  service,
  pool,
  trial: {
    score: (model, records) => scorer.score(model, records),
    prepare: async (model) => {
      // As many tasks at once as there are workers: each takes one.
      const tasks = Array.from({ length: pool.threads }, () => pool.run('measure', { plan: model.plan }));
      await Promise.all([...tasks, scorer.wayOf(model)]);
    },
  },
  retire: () => Promise.resolve(),
  report: (message, cause) => (cause === undefined ? console.info(message) : console.warn(message, cause)),
});
const scorer = createScorer({ repository, pool });
const loaded = repository.start();
loaded.catch(reportError);
const stopPolling = startModelPoller({
  refresh: repository.refresh,
  everyMs: settings.models.pollSeconds * msPerSecond,
  onError: reportError,
});

const blobs = createAzureBlobStore(service);
const database = createCosmosDatabase(cosmos);
const predictions = createCosmosPredictionStore(database.container('predictions'), {
  requestUnitsPerSecond: settings.cosmosRequestUnits,
  ...(settings.cosmosRequestUnits !== undefined && {
    roster: createWriterRoster({ blobs, instance: randomUUID() }),
  }),
  ttlSeconds: settings.predictionsTtlDays && settings.predictionsTtlDays * secondsPerDay,
});

app.setup({ enableHttpStream: true });
app.hook.appTerminate(() => {
  stopPolling();
  repository.close();
  return pool.close();
});

registerHealth({ isReady: repository.isReady });
registerWarmup(() => loaded);
if (role !== 'batch') registerRealTime({ settings, repository, scorer, predictions });
if (role !== 'realtime') {
  registerBatch({
    settings,
    repository,
    predictions,
    blobs,
    jobs: createCosmosJobStore(database.container('jobs')),
    scoreChunk: createChunkScorer({ repository, pool }),
    events: combineJobEvents(
      ...(settings.serviceBus === undefined ? [] : [createServiceBusJobEvents(settings.serviceBus)]),
      createWebhookJobEvents({ secret: settings.webhooks.secret, report: reportError }),
    ),
  });
}
registerNotFound();
