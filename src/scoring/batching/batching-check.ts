import { type Outputs, concatOutputs } from '../plan/outputs.ts';
import type { PlainTensor } from '../model.ts';
import { type Batch, runBatch, type RunBatchOptions } from '../plan/run-batch.ts';
import { sliceBatch } from './merge-batches.ts';

/** More would find no more, and take long with a heavy model. */
const maxRecords = 8;
/** Sums over a batch may be added up in another order than those of one record. */
const relativeTolerance = 1e-5;
const absoluteTolerance = 1e-6;

/**
 * Why records of a model may not be run together, or undefined where they may: it runs a few records together and alone,
 * and looks whether each gets the same answer. Numbers may differ by 1e-5 of themselves, or by 1e-6.
 */
export async function findMixing(batch: Batch, options: RunBatchOptions): Promise<string | undefined> {
  const count = Math.min(batch.count, maxRecords);
  if (count < 2) return undefined;
  const together = await runBatch(sliceBatch(batch, { start: 0, end: count }), {
    ...options,
    batchSize: count,
  });
  const alone: Outputs[] = [];
  for (let k = 0; k < count; k++) {
    const { outputs } = await runBatch(sliceBatch(batch, { start: k, end: k + 1 }), options);
    if (outputs.size > 0) alone.push(outputs);
  }
  return alone.length === 0 ? undefined : compare(together.outputs, alone);
}

function compare(together: Outputs, alone: readonly Outputs[]): string | undefined {
  try {
    for (const [name, tensor] of concatOutputs(alone)) {
      const record = findDifference(tensor, together.get(name));
      if (record !== undefined)
        return `the graph mixes records: output "${name}" of record ${record} is another among others than alone`;
    }
    return undefined;
  } catch {
    return 'the graph gives records of different shapes, which cannot be put together';
  }
}

/** The 1-based record in which two tensors differ first. */
function findDifference(alone: PlainTensor, together: PlainTensor | undefined): number | undefined {
  if (together?.dims.join() !== alone.dims.join()) return 1;
  const width = alone.values.length / (alone.dims[0] ?? 1);
  for (let k = 0; k < alone.values.length; k++) {
    if (!isSame(alone.values[k], together.values[k])) return Math.floor(k / width) + 1;
  }
  return undefined;
}

type Value = PlainTensor['values'][number] | undefined;

function isSame(a: Value, b: Value): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (typeof a !== 'number' || typeof b !== 'number') return false;
  return (
    Math.abs(a - b) <= Math.max(absoluteTolerance, relativeTolerance * Math.max(Math.abs(a), Math.abs(b)))
  );
}
