import { fillColumn } from './column-slices.ts';
import { toMissingCell } from './column-values.ts';
import { toFeeds } from './feeds.ts';
import { countValues } from './image-format.ts';
import type { ScoringPlan } from './model.ts';
import type { OnnxSession } from './onnx-session.ts';
import type { Column, ColumnSpec } from './records.ts';

export interface ModelMeasures {
  /** Milliseconds of a run of one record; undefined where the model takes no made-up record. */
  readonly singleRunMs: number | undefined;
  /** Records a run at which the most records a second are scored. */
  readonly batchSize: number;
}

const candidates = [16, 64, 256, 1024];
const defaultBatchSize = 64;
const runsPerSize = 3;
/** A larger batch must be this much faster, since it takes more memory and time a run. */
const worthwhile = 1.05;
const maxRunMs = 20;

/** Times runs of a made-up record, alone and in batches of growing size, as long as a run stays short. */
export async function measureModel(session: OnnxSession, plan: ScoringPlan): Promise<ModelMeasures> {
  const timeMs = (count: number) => {
    const columns = plan.columns.map((spec) => toSampleColumn(spec, count));
    return timeRun(session, plan, { columns, count });
  };
  try {
    await timeMs(plan.fixedBatch ?? 1);
    const singleRunMs = await timeMs(plan.fixedBatch ?? 1);
    if (plan.fixedBatch !== undefined) return { singleRunMs, batchSize: plan.fixedBatch };
    return { singleRunMs, batchSize: await findBatchSize(timeMs, singleRunMs) };
  } catch {
    return { singleRunMs: undefined, batchSize: defaultBatchSize };
  }
}

async function findBatchSize(
  timeMs: (count: number) => Promise<number>,
  singleRunMs: number,
): Promise<number> {
  let best = { size: 1, msPerRecord: singleRunMs };
  for (const size of candidates) {
    const runMs = await timeMs(size);
    if (runMs / size < best.msPerRecord / worthwhile) best = { size, msPerRecord: runMs / size };
    if (runMs > maxRunMs) break;
  }
  return best.size;
}

interface Sample {
  readonly columns: readonly Column[];
  readonly count: number;
}

/** The shortest of a few runs. */
async function timeRun(session: OnnxSession, plan: ScoringPlan, { columns, count }: Sample): Promise<number> {
  const feeds = toFeeds(plan, columns, { start: 0, end: count, length: count });
  const outputs = [...new Set(plan.predictions.map(({ output }) => output))];
  let shortest = Infinity;
  for (let run = 0; run < runsPerSize; run++) {
    const startMs = performance.now();
    await session.run(feeds, outputs);
    shortest = Math.min(shortest, performance.now() - startMs);
  }
  return shortest;
}

/** What is missing, where that is allowed, else 0 or an empty text; black images. */
function toSampleColumn(spec: ColumnSpec, length: number): Column {
  if (spec.type === 'image') {
    const width = countValues(spec.image);
    return { ...fillColumn('float32', 0, length * width), width };
  }
  const parsed = toMissingCell(spec);
  const given = 'cell' in parsed && typeof parsed.cell !== 'object' ? parsed.cell : undefined;
  const cell = given ?? (spec.type === 'string' ? '' : 0);
  return fillColumn(spec.type, cell, length);
}
