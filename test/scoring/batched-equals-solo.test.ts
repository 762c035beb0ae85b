import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { toPredictionJson } from '../../src/scoring/json/format-json.ts';
import { parseGoldenRecords } from '../../src/scoring/repository/golden-records.ts';
import { parseJsonRecords } from '../../src/scoring/json/json-records.ts';
import type { Model } from '../../src/scoring/model.ts';
import { loadModelRepository, type ModelRepository } from '../../src/scoring/repository/model-repository.ts';
import type { PredictionJson } from '../../src/scoring/predictions.ts';
import { createScorer, type Scorer } from '../../src/scoring/scorer.ts';
import { toPredictions } from '../../src/scoring/plan/to-predictions.ts';
import { createWorkerPool, type WorkerPool } from '../../src/scoring/worker/worker-pool.ts';
import { modelsDirectory } from './churn.ts';

/** Every model that ships. */
const names = readdirSync(modelsDirectory, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

let pool: WorkerPool;
let repository: ModelRepository;
const scorers: Scorer[] = [];

beforeAll(async () => {
  pool = createWorkerPool({ threads: 2 });
  repository = await loadModelRepository({
    directory: modelsDirectory,
    inspect: (file) => pool.run('inspect', file),
  });
  scorers.push(createScorer({ pool, inlineBelowMs: Infinity }), createScorer({ pool, inlineBelowMs: 0 }));
});
afterAll(() => pool.close());

async function loadGolden({ name, version, manifest }: Model): Promise<unknown[]> {
  const file = path.join(modelsDirectory, name, manifest.versions[version]?.golden ?? '');
  return parseGoldenRecords(await readFile(file, 'utf8'), manifest).records.map(({ record }) => record);
}

async function predict(scorer: Scorer, model: Model, items: readonly unknown[]) {
  const { name, columns } = model;
  const records = parseJsonRecords(items, { model: name, columns, maxRecords: items.length });
  const scored = await scorer.score(model, records, { signal: AbortSignal.timeout(20_000) });
  return toPredictionJson(toPredictions(model.plan, scored));
}

/** Numbers to five decimals: a sum over a batch may be added up in another order. */
function toExpected(predictions: readonly PredictionJson[]): unknown[] {
  return predictions.map((prediction) =>
    Object.fromEntries(
      Object.entries(prediction).map(([name, value]) => [
        name,
        typeof value === 'number' ? expect.closeTo(value, 5) : value,
      ]),
    ),
  );
}

describe('a request among others', () => {
  test.each(names)(
    'gets of %s what it gets alone, whatever comes with it, inline and in a worker',
    async (name) => {
      const model = await repository.resolve(name);
      const golden = await loadGolden(model);
      const alone: unknown[][] = [];
      // One after the other: those of one turn of the event loop would be run together.
      for (const record of golden) alone.push(toExpected(await predict(scorers[0]!, model, [record])));
      const requests = fc.array(fc.array(fc.nat(golden.length - 1), { minLength: 1, maxLength: 6 }), {
        minLength: 1,
        maxLength: 20,
      });
      await fc.assert(
        fc.asyncProperty(requests, fc.constantFrom(...scorers), async (mix, scorer) => {
          const answers = await Promise.all(
            mix.map((indexes) =>
              predict(
                scorer,
                model,
                indexes.map((k) => golden[k]),
              ),
            ),
          );
          const expected = mix.map((indexes) => indexes.flatMap((k) => alone[k]!));
          expect(answers).toEqual(expected);
        }),
        { numRuns: 40 },
      );
    },
  );
});
