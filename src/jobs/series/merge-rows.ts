import type { SeriesRow } from './series-row.ts';

interface Head {
  readonly rows: AsyncIterator<SeriesRow>;
  row: SeriesRow;
}

/** Rows of many sources, each ascending by series, as one; of a series those of an earlier source come first. */
export async function* mergeRows(sources: readonly AsyncIterable<SeriesRow>[]): AsyncGenerator<SeriesRow> {
  let heads: Head[] = [];
  for (const source of sources) {
    const rows = source[Symbol.asyncIterator]();
    const first = await rows.next();
    if (first.done !== true) heads.push({ rows, row: first.value });
  }
  while (heads.length > 0) {
    const series = heads.reduce((least, { row }) => Math.min(least, row.series), Infinity);
    let ended = false;
    for (const head of heads) {
      let isOpen = true;
      while (isOpen && head.row.series === series) {
        yield head.row;
        const next = await head.rows.next();
        if (next.done === true) isOpen = false;
        else head.row = next.value;
      }
      if (!isOpen) {
        head.row = { series: Infinity, time: NaN, bytes: head.row.bytes };
        ended = true;
      }
    }
    if (ended) heads = heads.filter(({ row }) => row.series !== Infinity);
  }
}
