/** The app's own handler over plain HTTP: all that a request goes through but the Functions host. */
import { fileURLToPath } from 'node:url';
import { createPredictHandler } from '../../src/functions/predict.ts';
import { createRequestLog } from '../../src/functions/observe/request-log.ts';
import { createScoringMetrics } from '../../src/functions/observe/scoring-metrics.ts';
import { createModelRepository } from '../../src/scoring/repository/model-repository.ts';
import { createFolderModelSource } from '../../src/scoring/repository/model-source-folder.ts';
import { createScorer } from '../../src/scoring/scorer.ts';
import { createWorkerPool } from '../../src/scoring/worker/worker-pool.ts';
import { parseSettings } from '../../src/settings.ts';
import { serveHandlers } from './serve-handlers.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const {
  limits,
  modelsDirectory,
  scoringThreads: threads,
  slowRequestMs: slowMs,
} = parseSettings({ DataStorage: 'UseDevelopmentStorage=true', CosmosDB: 'none', ...process.env }, root);
const pool = createWorkerPool({ threads });
const scorer = createScorer({ pool });
const repository = await createModelRepository({
  sources: [createFolderModelSource(modelsDirectory)],
  inspect: (file) => pool.run('inspect', file),
  trial: { score: scorer.score, prepare: scorer.prepare },
});
await repository.start();
const observers = [createScoringMetrics().observer, createRequestLog({ slowMs })];
const predict = createPredictHandler({ repository, scorer, limits, observers }, () => undefined);
const url = await serveHandlers({ predict, live: () => ({ jsonBody: { live: true } }) });
process.send?.(url);
