import { z } from 'zod';
import { toInvalidModel } from '../model-manifest.ts';

const count = z.int().min(0);

const numberColumn = z
  .strictObject({
    column: z.string(),
    kind: z.literal('number'),
    /** Ascending; bin k holds what is above edge k-1 and not above edge k. */
    edges: z.array(z.number()).max(100).readonly(),
    /** One more than edges. */
    counts: z.array(count).readonly(),
    missing: count,
  })
  .readonly();

const categoryColumn = z
  .strictObject({
    column: z.string(),
    kind: z.literal('category'),
    /** The most frequent first. */
    values: z.array(z.string()).max(1000).readonly(),
    /** One a value. */
    counts: z.array(count).readonly(),
    /** Of all other values. */
    other: count,
    missing: count,
  })
  .readonly();

const columnProfile = z.discriminatedUnion('kind', [numberColumn, categoryColumn]);

export const profileSchema = z
  .strictObject({
    /** Of the ONNX file that it belongs to. */
    modelSha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** Which table it was made of. */
    table: z.string(),
    records: count,
    inputs: z.array(columnProfile).readonly(),
    predictions: z.array(columnProfile).readonly(),
  })
  .readonly()
  .refine(
    ({ inputs, predictions }) => [...inputs, ...predictions].every(isWhole),
    'counts do not fit their bins',
  );

/** How the values of one column were distributed where a model was trained. */
export type ColumnProfile = z.infer<typeof columnProfile>;
export type NumberProfile = z.infer<typeof numberColumn>;
export type CategoryProfile = z.infer<typeof categoryColumn>;
/** How inputs and predictions were distributed over the table that a model was trained on. */
export type ModelProfile = z.infer<typeof profileSchema>;

function isWhole(column: ColumnProfile): boolean {
  const bins = column.kind === 'number' ? column.edges.length + 1 : column.values.length;
  return column.counts.length === bins;
}

/** Reads a profile.json; throws InvalidModel where it is none. */
export function parseProfile(text: string, model: string): ModelProfile {
  const result = profileSchema.safeParse(parseJson(text, model));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : `"${issue.path.join('.')}": `;
  throw toInvalidModel(model, `its profile is none: ${place}${issue?.message ?? 'invalid'}`, result.error);
}

/** A line a column. */
export function formatProfile({ inputs, predictions, ...about }: ModelProfile): string {
  const toLines = (columns: readonly ColumnProfile[]) =>
    columns.map((column) => `    ${JSON.stringify(column)}`).join(',\n');
  const head = Object.entries(about).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  const lists = Object.entries({ inputs, predictions }).map(
    ([name, columns]) => `  "${name}": [\n${toLines(columns)}\n  ]`,
  );
  return `{\n${[...head, ...lists].join(',\n')}\n}\n`;
}

function parseJson(text: string, model: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw toInvalidModel(model, 'its profile is not JSON', cause);
  }
}
