import type { FeedPlan, ScoringPlan } from '../model.ts';
import type { Vocabularies } from '../onnx/find-vocabularies.ts';
import type { OnnxSession } from '../onnx/onnx-session.ts';
import type { Column, ColumnSpec, Records } from '../records.ts';
import { widthOf } from '../table/column-slices.ts';
import type { UnknownTexts } from './chunk-summary.ts';
import { encodeCategories } from './encode-categories.ts';

const maxTextLength = 100;

type Texts = Extract<Column, { type: 'string' }>;

interface Reader {
  readonly plan: Pick<ScoringPlan, 'columns' | 'feeds'>;
  readonly session: Pick<OnnxSession, 'vocabularies'>;
}

/** Tells of each column in how many records it has a text that the graph does not know. What stands for a missing value is none. */
export function countUnknownTexts(
  { columns, rows }: Pick<Records, 'columns' | 'rows'>,
  { plan, session: { vocabularies = new Map() } }: Reader,
): readonly UnknownTexts[] {
  return columns.flatMap((column, index) => {
    const spec = plan.columns[index];
    const known = findKnown(plan.feeds, index, vocabularies);
    if (column.type !== 'string' || spec === undefined || known === undefined) return [];
    const isKnown = (text: string) => isFill(spec, text) || known.some((texts) => texts.has(text));
    const told = countOne(column, rows, isKnown);
    return told === undefined ? [] : [{ column: spec.name, ...told }];
  });
}

/** Of all inputs that the column goes into; undefined where one of them may know any text. */
function findKnown(feeds: readonly FeedPlan[], column: number, vocabularies: Vocabularies) {
  const found = feeds
    .filter(({ source }) => source.kind === 'columns' && source.columns.includes(column))
    .map(({ input }) => vocabularies.get(input));
  return found.every((texts) => texts !== undefined) ? found : undefined;
}

function isFill({ missing, list }: ColumnSpec, text: string): boolean {
  const fills = missing.rule === 'default' ? [missing.value].flat() : [];
  return text === '' || text === list?.pad || fills.includes(text);
}

/** Each text is looked up once; only where one is unknown are the records gone through. */
function countOne(
  column: Texts,
  rows: Records['rows'],
  isKnown: (text: string) => boolean,
): Omit<UnknownTexts, 'column'> | undefined {
  const { codes, labels } = column.encoded ?? encodeCategories(column.values);
  const isUnknown = labels.map((label) => !isKnown(label));
  if (!isUnknown.includes(true)) return undefined;
  const width = widthOf(column);
  const found = new Map<number, number>();
  for (const [at, code] of codes.entries()) {
    const record = Math.floor(at / width);
    if (isUnknown[code] === true && !found.has(record)) found.set(record, code);
  }
  const [first] = found;
  if (first === undefined) return undefined;
  const [record, code] = first;
  const text = labels[code]?.slice(0, maxTextLength) ?? '';
  return { records: found.size, first: { row: rows[record] ?? 0, text } };
}
