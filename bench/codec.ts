/**
 * The codec and its parts, on a light model of twenty numbers and on churn: records/s and MB/s of decode, onnxruntime and
 * encode alone, of the chunk scorer in one thread, on one core and on two, of the loop that anyone would write, of DuckDB's CSV reader, and of
 * the planner. One run, the rounds of all in turn, the best of each. `node bench/codec.ts [records] [rounds]`
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { planTables } from '../src/jobs/plan/plan-tables.ts';
import { createChunkScorer } from '../src/scoring/chunk-scorer.ts';
import { loadModelRepository, type ModelRepository } from '../src/scoring/repository/model-repository.ts';
import { createWorkerPool, type WorkerPool } from '../src/scoring/worker/worker-pool.ts';
import { createWorkbench } from '../test/scoring/written-model.ts';
import { createCounters } from './codec/counters.ts';
import { openDuckDb } from './codec/duckdb.ts';
import { createLightTable, lightGraph, lightManifest } from './codec/light-model.ts';
import { runLoop } from './codec/loop.ts';
import { chunksAtOnce, createParts, scoreChunks } from './codec/parts.ts';
import { pinScorer } from './codec/pin-scorer.ts';
import { createSubject, type Subject } from './codec/subject.ts';
import { describeMachine } from './machine.ts';
import { repeatTable } from './repeat-table.ts';

const records = Number(process.argv[2] ?? 200_000);
const rounds = Number(process.argv[3] ?? 5);
const pieceBytes = 1024 * 1024;
const folder = await mkdtemp(path.join(tmpdir(), 'onscore-bench-'));

type Contestants = Readonly<Record<string, () => unknown>>;

/** Seconds of the best round of each. */
async function race(contestants: Contestants): Promise<Record<string, number>> {
  const best: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      const startMs = performance.now();
      await run();
      best[name] = Math.min(best[name] ?? Infinity, (performance.now() - startMs) / 1000);
    }
  }
  return best;
}

function* cutPieces(table: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < table.length; at += pieceBytes) yield table.subarray(at, at + pieceBytes);
}

function toTables(table: Uint8Array) {
  const blob = { etag: '', bytes: table.length };
  const pieces = Readable.from(cutPieces(table));
  return Readable.from([{ path: 'table', blob, pieces, isCopied: false, kind: 'csv' } as const]);
}

const limits = {
  maxRecords: 10_000,
  maxBytes: 32 * 1024 * 1024,
  maxChunks: 49_000,
  maxRecordBytes: 64 * 1024 * 1024,
};

async function compare(
  name: string,
  subject: Subject,
  { repository, pool, directory }: Scorers,
): Promise<void> {
  const file = path.join(folder, `${name}.csv`);
  await writeFile(file, subject.table);
  const { batchSize } = await pool.run('measure', { plan: subject.model.plan });
  const parts = await createParts(subject, batchSize);
  const scoreChunk = createChunkScorer({ repository, pool });
  const pinned = await pinScorer({ directory, name, file });
  const best = await race({
    decode: parts.decode,
    DuckDB: await openDuckDb(subject, file),
    onnxruntime: parts.infer,
    encode: parts.encode,
    'chunk scorer, 1 thread': () => scoreChunks(scoreChunk, subject, 1),
    'chunk scorer, 1 core': pinned.run,
    'chunk scorer, 2 cores': () => scoreChunks(scoreChunk, subject, chunksAtOnce),
    loop: () => runLoop(subject, batchSize),
    planner: () =>
      planTables(toTables(subject.table), { declared: {}, columns: subject.model.columns, limits }),
  });
  await pinned.close();
  print(`${name}: ${subject.records} records, ${batchSize} a run of onnxruntime`, subject, best);
}

interface Scorers {
  readonly repository: ModelRepository;
  readonly pool: WorkerPool;
  /** Of the models. */
  readonly directory: string;
}

function print(
  title: string,
  { records: count, table }: Subject,
  best: Readonly<Record<string, number>>,
): void {
  const of = (name: string) => best[name] ?? NaN;
  // The collector has the other core to itself, as where a chunk comes after another; the loop and the parts have it, too.
  const one = of('chunk scorer, 1 thread');
  const sum = of('decode') + of('onnxruntime') + of('encode');
  const ratio = (value: number) => Number(value.toFixed(2));
  console.log(`\n${title}`);
  console.table(
    Object.entries(best).map(([what, seconds]) => ({
      what,
      'records/s': Math.round(count / seconds),
      'MB/s': ratio(table.length / 1e6 / seconds),
    })),
  );
  console.table({
    'chunk scorer / loop': ratio(of('loop') / one),
    'chunk scorer / sum of its parts': ratio(sum / one),
    'chunk scorer / onnxruntime alone': ratio(of('onnxruntime') / one),
    'two cores / one': ratio(of('chunk scorer, 1 core') / of('chunk scorer, 2 cores')),
    'decode / DuckDB': ratio(of('DuckDB') / of('decode')),
  });
}

/** What two cores of this machine can give at most, in the same minute. */
async function printCeiling(): Promise<void> {
  const counters = createCounters();
  const best = await race({ one: () => counters.count(1), two: () => counters.count(2) });
  await counters.close();
  const gain = (best.one ?? NaN) / (best.two ?? NaN);
  console.log(`arithmetic alone, two cores / one: ${gain.toFixed(2)}`);
}

const root = path.dirname(import.meta.dirname);
const workbench = await createWorkbench();
const pool = createWorkerPool({ threads: 2, bulk: true });
try {
  console.log(describeMachine());
  await printCeiling();
  await workbench.write('light', lightGraph, lightManifest);
  const light = await workbench.load();
  const lightSubject = createSubject(await light.resolve('light'), createLightTable(records));
  await compare('light', lightSubject, { repository: light, pool, directory: workbench.directory });
  const directory = path.join(root, 'models');
  const shipped = await loadModelRepository({
    directory,
    inspect: (onnx) => pool.run('inspect', onnx),
  });
  const customers = await readFile(path.join(root, 'samples/churn/churn.csv'), 'utf8');
  const churn = createSubject(await shipped.resolve('churn'), repeatTable(customers, records));
  await compare('churn', churn, { repository: shipped, pool, directory });
  await printCeiling();
} finally {
  await Promise.all([pool.close(), workbench.close()]);
  await rm(folder, { recursive: true });
}
