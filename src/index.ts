/** The composition root: settings -> clients -> functions. The one file that does something when it is loaded. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { app } from '@azure/functions';
import { registerHealth } from './functions/health.ts';
import { registerNotFound } from './functions/not-found.ts';
import { registerWarmup } from './functions/warmup.ts';
import { combineJobEvents } from './jobs/job-events.ts';
import { createWriterRoster } from './jobs/writer-roster.ts';
import { registerBatch } from './register-batch.ts';
import { registerRealTime } from './register-real-time.ts';
import { createChunkScorer } from './scoring/chunk-scorer.ts';
import { loadModelRepository } from './scoring/model-repository.ts';
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

const secondsPerDay = 86_400;
const settings = parseSettings(process.env, path.dirname(import.meta.dirname));
const { role, dataStorage, cosmos, modelsDirectory: directory, scoringThreads: threads } = settings;

const reportError = (error: unknown): void => console.error(error);

const pool = createWorkerPool({ threads, onWorkerError: reportError });
const repository = await loadModelRepository({ directory, inspect: (file) => pool.run('inspect', file) });
const scorer = createScorer({ repository, pool });
const loaded = scorer.warmUp();
loaded.catch(reportError);

const blobs = createAzureBlobStore(createBlobServiceClient(dataStorage));
const database = createCosmosDatabase(cosmos);
const predictions = createCosmosPredictionStore(database.container('predictions'), {
  requestUnitsPerSecond: settings.cosmosRequestUnits,
  ...(settings.cosmosRequestUnits !== undefined && {
    roster: createWriterRoster({ blobs, instance: randomUUID() }),
  }),
  ttlSeconds: settings.predictionsTtlDays && settings.predictionsTtlDays * secondsPerDay,
});

app.setup({ enableHttpStream: true });
app.hook.appTerminate(() => pool.close());

registerHealth({ isReady: scorer.isReady });
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
