import { repeatCell } from '../table/column-store.ts';
import { toMissingCell } from '../table/column-values.ts';
import type { Model } from '../model.ts';
import type { Column, ColumnSpec, Records } from '../records.ts';
import { ScoringError } from '../scoring-error.ts';

type ImageModel = Pick<Model, 'name' | 'columns'>;

/**
 * The one record of a body that is nothing but an image; columns beside it get what stands for a missing value.
 * Throws UnsupportedMediaType where the model takes no image, or cannot do with an image alone.
 */
export function toImageRecords(bytes: Uint8Array, model: ImageModel): Records {
  const image = findImage(model);
  return {
    total: 1,
    count: 1,
    columns: model.columns.map((spec) =>
      spec === image ? { type: 'image', values: [bytes] } : toMissingColumn(model, spec),
    ),
    rows: Uint32Array.of(1),
    keys: undefined,
    carried: [],
    errors: [],
  };
}

function findImage(model: ImageModel): ColumnSpec {
  const [image, ...others] = model.columns.filter(({ type }) => type === 'image');
  if (image === undefined) throw toUnsupported(model, 'it takes no image');
  if (others.length > 0)
    throw toUnsupported(model, `it takes ${1 + others.length}, expected records in JSON`);
  return image;
}

function toMissingColumn(model: ImageModel, spec: ColumnSpec): Column {
  const parsed = toMissingCell(spec);
  if ('fault' in parsed)
    throw toUnsupported(model, `it needs ${JSON.stringify(spec.name)} too, expected a record in JSON`);
  return repeatCell(spec, parsed.cell, 1);
}

function toUnsupported({ name }: ImageModel, what: string): ScoringError {
  return new ScoringError(
    'UnsupportedMediaType',
    `Cannot score an image with ${JSON.stringify(name)}: ${what}`,
  );
}
