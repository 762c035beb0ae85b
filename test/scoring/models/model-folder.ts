import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseJsonRecords } from '../../../src/scoring/json/json-records.ts';
import {
  type ModelRepository,
  createModelRepository,
} from '../../../src/scoring/repository/model-repository.ts';
import { createFolderModelSource } from '../../../src/scoring/repository/model-source-folder.ts';
import type { ModelSource } from '../../../src/scoring/repository/model-source.ts';
import type { Model } from '../../../src/scoring/model.ts';
import { createScorer, type Scorer } from '../../../src/scoring/scorer.ts';
import { toPredictions } from '../../../src/scoring/plan/to-predictions.ts';
import { toPredictionJson } from '../../../src/scoring/json/format-json.ts';
import type { WorkerPool } from '../../../src/scoring/worker/worker-pool.ts';
import type { ModelFiles } from './model-files.ts';

export interface ModelFolder {
  readonly directory: string;
  /** Writes files of a model, model.json last, as whoever deploys does. */
  readonly write: (name: string, files: ModelFiles) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  /** A repository over the folder, and other sources after it, that tries versions before they serve, and a scorer of its models. */
  readonly open: (...others: readonly ModelSource[]) => Promise<OpenedFolder>;
  readonly close: () => Promise<void>;
}

export interface OpenedFolder {
  readonly repository: ModelRepository;
  readonly scorer: Scorer;
  /** What the repository said, and which versions it retired. */
  readonly reports: readonly string[];
  readonly retired: readonly string[];
  /** Scores one record by the model that a name means now. */
  readonly predict: (
    name: string,
    record: object,
    version?: string,
  ) => Promise<{ readonly version: string; readonly prediction: unknown }>;
}

/** A folder of models made for a test, scored by a pool that outlives it. */
export async function createModelFolder(pool: WorkerPool): Promise<ModelFolder> {
  const directory = await mkdtemp(path.join(tmpdir(), 'onscore-models-'));
  const closers: (() => void)[] = [];
  return {
    directory,
    write: (name, files) => writeModel(path.join(directory, name), files),
    remove: (name) => rm(path.join(directory, name), { recursive: true }),
    open: async (...others) => {
      const opened = await openFolder([createFolderModelSource(directory), ...others], pool);
      closers.push(opened.repository.close);
      return opened;
    },
    close: async () => {
      for (const close of closers) close();
      await rm(directory, { recursive: true });
    },
  };
}

async function writeModel(folder: string, { 'model.json': manifest, ...files }: ModelFiles): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const target = path.join(folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
  if (manifest === undefined) return;
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'model.json.new'), manifest);
  await rename(path.join(folder, 'model.json.new'), path.join(folder, 'model.json'));
}

async function openFolder(sources: readonly ModelSource[], pool: WorkerPool): Promise<OpenedFolder> {
  const reports: string[] = [];
  const retired: string[] = [];
  const repository = await createModelRepository({
    sources,
    inspect: (file) => pool.run('inspect', file),
    trial: {
      score: (model, records) => scorer.score(model, records),
      prepare: (model, golden) => scorer.prepare(model, golden),
    },
    retire: async (model) => {
      retired.push(`${model.name} ${model.version}`);
      await scorer.retire(model);
    },
    retireAfterMs: 20,
    report: (message) => reports.push(message),
  });
  const scorer = createScorer({ pool });
  const predict: OpenedFolder['predict'] = async (name, record, version) => {
    const model = await repository.resolve(name, version);
    return { version: model.version, prediction: await predictOne(scorer, model, record) };
  };
  return { repository, scorer, reports, retired, predict };
}

async function predictOne(scorer: Scorer, model: Model, record: object): Promise<unknown> {
  const { name, columns } = model;
  const scored = await scorer.score(
    model,
    parseJsonRecords([record], { model: name, columns, maxRecords: 1 }),
  );
  return toPredictionJson(toPredictions(model.plan, scored))[0];
}
