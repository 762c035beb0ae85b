import { table } from '../dom.ts';
import { toNumber } from '../job.ts';
import type { Fields } from '../read.ts';
import { toCount, toDuration, toFigure } from '../to-figure.ts';

export function describeSlowest(chunks: readonly Fields[]): readonly HTMLElement[] {
  if (chunks.length === 0) return [];
  const head = ['Chunk', 'Records', 'Time', 'Records a second'];
  const rows = chunks.map(({ chunk, records, ms, recordsPerSecond }) => [
    toCount(toNumber(chunk)),
    toCount(toNumber(records)),
    toDuration(toNumber(ms) / 1000),
    toFigure(toNumber(recordsPerSecond)),
  ]);
  return [table(head, rows, { numbers: head })];
}
