import { parseImageText } from '../image/image-text.ts';
import type { ImageColumn } from '../records.ts';
import type { InputTensor, ReadTensor } from './tensor-data.ts';
import { toInputError } from './tensor-error.ts';
import { toInvalidValue } from './value-faults.ts';

const noBytes = new Uint8Array();

/** The encoded images of a BYTES tensor: as they are in the binary form, base64 in JSON. */
export function toImageColumn({ name }: InputTensor, { data, nulls }: ReadTensor): ImageColumn {
  if (data.kind === 'blobs') return { type: 'image', values: data.values };
  const missing = new Set(nulls);
  const values = Array.from<unknown, Uint8Array>(data.values, (text, index) => {
    const bytes = missing.has(index) ? noBytes : parseImageText(String(text));
    if (bytes !== undefined) return bytes;
    const { what } = toInvalidValue(text, 'an image in base64');
    throw toInputError(name, `data[${index}] ${what}`, { index });
  });
  return { type: 'image', values };
}
