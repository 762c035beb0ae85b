import { decodeImage } from './decode-image.ts';
import { countValues } from './image-format.ts';
import { toPixelWriter } from './image-tensor.ts';
import { pickRecords } from '../table/pick-records.ts';
import type { Column, ColumnSpec, ImageColumn, RecordError, Records, TensorColumn } from '../records.ts';
import { toValueError, type ValueFault } from '../tensor/value-faults.ts';

export interface DecodeImagesOptions {
  /** Name of the model, for messages. */
  readonly model: string;
  /** Of the model, in the order of the records' columns. */
  readonly columns: readonly ColumnSpec[];
}

/** Images in flight at once for one batch of records: what libvips can work on, and a few that wait. */
const imagesAtOnce = 8;

/** Whether there are images to be decoded before a model can be run. */
export function hasImages({ columns }: Pick<Records, 'columns'>): boolean {
  return columns.some(({ type }) => type === 'image');
}

/** Turns columns of images into float32 columns; an image that cannot be decoded is an error of its record. */
export async function decodeImages(records: Records, options: DecodeImagesOptions): Promise<Records> {
  const faults = new Map<number, RecordError>();
  const columns: Column[] = [];
  for (const [k, column] of records.columns.entries()) {
    const spec = options.columns[k];
    const isImage = column.type === 'image' && spec?.type === 'image';
    columns.push(isImage ? await decodeColumn(column, { records, spec, options, faults }) : column);
  }
  const decoded = { ...records, columns };
  if (faults.size === 0) return decoded;
  const kept = Array.from({ length: records.count }, (_, k) => k).filter((k) => !faults.has(k));
  return pickRecords(decoded, kept, [...faults.values()]);
}

interface ColumnDecoding {
  readonly records: Records;
  readonly spec: Extract<ColumnSpec, { readonly type: 'image' }>;
  readonly options: DecodeImagesOptions;
  /** By index of the record; the first fault of a record stands. */
  readonly faults: Map<number, RecordError>;
}

async function decodeColumn(
  { values: images }: ImageColumn,
  { records, spec, options, faults }: ColumnDecoding,
): Promise<TensorColumn> {
  const width = countValues(spec.image);
  const values = new Float32Array(images.length * width);
  const write = toPixelWriter(spec.image);
  const setFault = (index: number, fault: ValueFault) => {
    if (!faults.has(index)) faults.set(index, toError(records, index, { options, spec, fault }));
  };
  const indexes = images.entries();
  const decodeNext = async () => {
    for (const [index, bytes] of indexes) {
      const decoded = decodeImage(bytes, spec.image);
      const image = decoded instanceof Promise ? await decoded : decoded;
      if ('fault' in image) setFault(index, image.fault);
      else write(image.pixels, values, index * width);
    }
  };
  await Promise.all(Array.from({ length: Math.min(imagesAtOnce, images.length) }, decodeNext));
  return { type: 'float32', width, values };
}

interface Fault {
  readonly options: DecodeImagesOptions;
  readonly spec: ColumnSpec;
  readonly fault: ValueFault;
}

function toError({ rows, keys }: Records, index: number, { options, spec, fault }: Fault): RecordError {
  const key = keys?.[index];
  const place = { model: options.model, row: rows[index] ?? 0, ...(key ? { key } : {}) };
  return toValueError(place, spec.name, fault);
}
