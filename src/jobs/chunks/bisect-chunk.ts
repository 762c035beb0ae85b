import type { ChunkResult } from '../../scoring/chunk-scorer.ts';
import { formatErrors } from '../../scoring/csv/format-errors.ts';
import { type ScoringError, toScoringError } from '../../scoring/scoring-error.ts';
import { findOrigins } from '../input/input-range.ts';
import { type Range, type RangeDependencies, readRange, scoreBytes } from './score-range.ts';
import { splitRange } from './split-range.ts';

/** Above this many the fault is not that of some records. */
const maxRejected = 20;
const minPartMs = 1_000;
/** A part gets as much more time than its share. */
const patience = 2;

/**
 * Scores a chunk that fails as a whole, half by half: what works is scored, the records that take their worker or all the
 * time with them become errors. Gives the results of the parts, in order. Throws what is no fault of the records: where
 * none of them can be scored, it is not.
 */
export async function bisectChunk(dependencies: RangeDependencies, whole: Range): Promise<ChunkResult[]> {
  const timeoutMs = whole.plan.settings.retry_settings.timeout * 1000;
  let rejected = 0;
  let lastError: ScoringError | undefined;

  const toPart = (bounds: Range['bounds']): Range => {
    const share = (patience * bounds.records) / whole.bounds.records;
    const partMs = Math.min(timeoutMs, Math.max(minPartMs, timeoutMs * share));
    return { ...whole, bounds, signal: AbortSignal.any([whole.signal, AbortSignal.timeout(partMs)]) };
  };

  const scorePart = async (range: Range): Promise<ChunkResult[]> => {
    try {
      const bytes = await readRange(dependencies, { ...range, signal: whole.signal });
      return [await scoreBytes(dependencies, range, bytes)];
    } catch (thrown) {
      const error = toScoringError(thrown);
      if (whole.signal.aborted || !isFaultOfRecords(error)) throw error;
      if (range.bounds.records > 1) return scoreHalves(range);
      lastError = error;
      if (++rejected > maxRejected) throw error;
      return [rejectRecord(range, error)];
    }
  };

  const scoreHalves = async (range: Range): Promise<ChunkResult[]> => {
    const bytes = await readRange(dependencies, { ...range, signal: whole.signal });
    const [first, second] = splitRange(range.bounds, bytes, range.plan);
    return [...(await scorePart(toPart(first))), ...(await scorePart(toPart(second)))];
  };

  if (whole.bounds.records === 1) return scorePart(toPart(whole.bounds));
  const parts = await scoreHalves(whole);
  if (lastError !== undefined && parts.length === rejected) throw lastError;
  return parts;
}

/** A record can take too long, or its worker with it; a full queue, storage out of reach or the end of the app are not its doing. */
function isFaultOfRecords({ code, cause }: ScoringError): boolean {
  return code === 'Timeout' || code === 'Internal' || (code === 'Unavailable' && cause !== undefined);
}

function rejectRecord({ plan, bounds }: Range, error: ScoringError): ChunkResult {
  const { firstRow: row, offset } = bounds;
  const reason = error.code === 'Timeout' ? 'the model takes too long on it' : 'the model breaks off on it';
  const message = `Cannot score record ${row} of "${plan.model}": ${reason}`;
  return {
    records: 1,
    succeeded: 0,
    failed: 1,
    csv: new Uint8Array(),
    errors: formatErrors([{ row, offset, code: 'ScoringFailed', message }], findOrigins(plan, bounds)),
    rows: new Uint32Array(),
    keys: undefined,
    predictions: { count: 0, columns: [] },
  };
}
