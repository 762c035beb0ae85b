import type { Label } from './onnx-model.ts';
import { type ByteRange, scanFields, scanPackedIntegers, toText } from './onnx-protobuf.ts';
import type { OnnxSource } from './onnx-source.ts';

const labelAttributes: ReadonlySet<string> = new Set([
  'classlabels_int64s',
  'classlabels_ints',
  'classlabels_strings',
  'cats_int64s',
  'cats_strings',
  'keys_int64s',
  'keys_strings',
]);

/** Whether an attribute lists what a classifier can say or a category can be. */
export const isLabelAttribute = (name: string): boolean => labelAttributes.has(name);

/** Reads the list that an AttributeProto holds: of strings in field 9, or of integers, packed or not, in field 8. */
export function readLabels({ bytes, countItem }: OnnxSource, range: ByteRange): readonly Label[] {
  const labels: Label[] = [];
  const add = (label: Label) => {
    countItem();
    labels.push(label);
  };
  scanFields(bytes, range, {
    onBytes: (field, content) => {
      if (field === 9) add(toText(bytes, content));
      if (field === 8) scanPackedIntegers(bytes, content, (value) => add(toIntegerLabel(value)));
    },
    onInteger: (field, value) => {
      if (field === 8) add(toIntegerLabel(value));
    },
  });
  return labels;
}

function toIntegerLabel(value: bigint): Label {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
