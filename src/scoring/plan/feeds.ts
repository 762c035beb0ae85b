import type { FeedPlan, PlainTensor, ScoringPlan } from '../model.ts';
import {
  fillColumn,
  padColumn,
  type RecordRange,
  sliceColumn,
  weaveColumns,
} from '../table/column-slices.ts';
import type { Column, TensorColumn } from '../records.ts';

/** Which records of the columns go into one run; where the graph wants more, the last is repeated up to `length`. */
export interface FeedRange extends RecordRange {
  readonly length: number;
}

/** The input tensors of one run, by the model's plan; a tensor of one column shares the column's memory. */
export function toFeeds(
  { feeds }: Pick<ScoringPlan, 'feeds'>,
  columns: readonly Column[],
  range: FeedRange,
): readonly PlainTensor[] {
  return feeds.map((feed) => toFeed(feed, columns, range));
}

function toFeed(feed: FeedPlan, columns: readonly Column[], range: FeedRange): PlainTensor {
  const place = { name: feed.input, dims: [range.length, ...feed.recordDims] };
  if (feed.source.kind === 'constant') {
    const size = place.dims.reduce((product, dim) => product * dim, 1);
    return { ...place, ...fillColumn(feed.type, feed.source.value, size) };
  }
  const parts = feed.source.columns.map((index) => toRange(columns[index], range));
  const [first] = parts;
  if (first === undefined) throw new Error(`Cannot make input "${feed.input}": it has no columns`);
  return { ...place, ...(parts.length === 1 ? first : weaveColumns(parts, first.type)) };
}

function toRange(column: Column | undefined, { start, end, length }: FeedRange): TensorColumn {
  if (column === undefined) throw new Error('Cannot make an input: its column is not there');
  if (column.type === 'image') throw new Error('Cannot make an input: its images are not decoded');
  const slice = sliceColumn(column, { start, end });
  return end - start < length ? padColumn(slice, length) : slice;
}
