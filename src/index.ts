/** The composition root: settings -> clients -> functions. The one file that does something when it is loaded. */
import path from 'node:path';
import { app } from '@azure/functions';
import { registerConsole } from './functions/console.ts';
import { registerHealth } from './functions/health.ts';
import { registerNotFound } from './functions/http/not-found.ts';
import { createLoggedJobEvents } from './functions/observe/logged-job-events.ts';
import { registerOpenApi } from './functions/open-api.ts';
import { registerWarmup } from './functions/warmup.ts';
import { combineJobEvents } from './jobs/job-events.ts';
import { openModels } from './open-models.ts';
import type { Stores } from './open-stores.ts';
import { listOperations } from './openapi/role-operations.ts';
import { productVersion } from './product-version.ts';
import { coalesce } from './scoring/batching/coalesce.ts';
import { createChunkScorer } from './scoring/chunk-scorer.ts';
import { startModelPoller } from './scoring/repository/model-poller.ts';
import { createRecordTimer } from './scoring/batching/record-timer.ts';
import { createScorer } from './scoring/scorer.ts';
import { createWorkerPool } from './scoring/worker/worker-pool.ts';
import { parseSettings } from './settings.ts';
import { createAzureAppendLog } from './storage/azure-append-log.ts';
import { createAzureBlobStore } from './storage/azure-blob-store.ts';
import { createBlobServiceClient } from './storage/blob-service-client.ts';
import { createServiceBusJobEvents } from './storage/service-bus-job-events.ts';
import { createWebhookJobEvents } from './storage/webhook-job-events.ts';

const msPerSecond = 1000;
/** For all golden records of a version. */
const trialTimeoutMs = 60_000;
const settings = parseSettings(process.env, path.dirname(import.meta.dirname));
const { role, dataStorage, scoringThreads: threads } = settings;

const reportError = (error: unknown): void => console.error(error);

const pool = createWorkerPool({ threads, bulk: role === 'batch', onWorkerError: reportError });
// Jobs have threads of their own, so that requests never wait for a chunk; an app for jobs alone needs no others.
const jobPool = role === 'all' ? createWorkerPool({ threads, bulk: true, onWorkerError: reportError }) : pool;
const recycleJobs = coalesce(async () => {
  if (jobPool !== pool) await jobPool.recycle(() => Promise.resolve());
});
const service = createBlobServiceClient(dataStorage);
const repository = await openModels({
  settings,
  service,
  pool,
  trial: {
    score: (model, records) => scorer.score(model, records, { signal: AbortSignal.timeout(trialTimeoutMs) }),
    prepare: (model, golden) => scorer.prepare(model, golden),
  },
  retire: (model) => Promise.all([scorer.retire(model), recycleJobs()]),
  report: (message, cause) => (cause === undefined ? console.info(message) : console.warn(message, cause)),
});
const scorer = createScorer({ pool, maxQueuedRecords: settings.maxQueuedRecords });
const blobs = createAzureBlobStore(service);
let opening: Promise<Stores> | undefined;
const stores = (): Promise<Stores> =>
  (opening ??= import('./open-stores.ts').then(({ openStores }) => openStores({ settings, blobs })));
const captures = createAzureAppendLog(service.getContainerClient('captures'));

app.setup({ enableHttpStream: true });
registerHealth({ isReady: repository.isReady });
registerOpenApi({ repository, operations: listOperations(role), version: productVersion });
registerConsole(path.join(import.meta.dirname, 'console'));
// What a role does not need is not even loaded: a cold start waits for every line that is.
if (role !== 'batch') {
  const { registerRealTime } = await import('./register-real-time.ts');
  registerRealTime({ settings, repository, scorer, stores, captures });
}
if (role !== 'realtime') {
  const [{ registerReadings }, { registerBatch }, { devices, ...kept }] = await Promise.all([
    import('./register-readings.ts'),
    import('./register-batch.ts'),
    stores(),
  ]);
  registerReadings({ settings, repository, scorer, devices, blobs });
  registerBatch({
    ...kept,
    settings,
    repository,
    blobs,
    scoreChunk: createChunkScorer({ repository, pool: jobPool }),
    timeRecord: createRecordTimer(jobPool),
    events: combineJobEvents(
      createLoggedJobEvents((message) => console.error(message)),
      ...(settings.serviceBus === undefined ? [] : [createServiceBusJobEvents(settings.serviceBus)]),
      createWebhookJobEvents({ secret: settings.webhooks.secret, report: reportError }),
    ),
  });
}

// Last, so that the host knows the functions before threads and models take the processor.
const loaded = repository.start();
loaded.catch(reportError);
const stopPolling = startModelPoller({
  refresh: repository.refresh,
  everyMs: settings.models.pollSeconds * msPerSecond,
  onError: reportError,
});
registerWarmup(async () => {
  await Promise.all([loaded, stores()]);
});
app.hook.appTerminate(async () => {
  stopPolling();
  repository.close();
  await Promise.all([pool.close(), jobPool.close()]);
});
registerNotFound();
