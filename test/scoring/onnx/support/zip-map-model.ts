import {
  intField,
  messageField,
  packedFloatsField,
  packedIntsField,
  textField,
} from '../../../../samples/protobuf-writer.ts';
import { nodeField, opsetField, sequenceOfMaps, tensorValue } from './protobuf.ts';

export interface ZipMapModelOptions {
  readonly labels: readonly string[] | readonly number[];
  /** How the integers of a list are written; ONNX's own exporters do not pack them. */
  readonly packed?: boolean;
  readonly batch?: number | string;
  readonly zipMapInputs?: readonly string[];
  readonly zipMapAttributes?: readonly Uint8Array[];
  readonly nodes?: readonly Uint8Array[];
  readonly graph?: readonly Uint8Array[];
}

const zipMapOutput = 'output_probability';

/**
 * A linear classifier of three classes on two features with a ZipMap behind it, the way scikit-learn exports one:
 * the scores of [a, b] are a, b and a + b.
 */
export function toZipMapModel(options: ZipMapModelOptions): Uint8Array {
  const { labels, batch = 'N', zipMapInputs = ['scores'], nodes = [], graph = [] } = options;
  const isText = labels.every((label) => typeof label === 'string');
  const { zipMapAttributes = [labelsField(options, isText)] } = options;
  return Buffer.concat([
    intField(1, 8),
    textField(2, 'skl2onnx'),
    messageField(7, [
      nodeField({
        operator: 'LinearClassifier',
        domain: 'ai.onnx.ml',
        inputs: ['x'],
        outputs: ['output_label', 'scores'],
        attributes: [
          Buffer.concat([
            textField(1, 'coefficients'),
            packedFloatsField(7, [1, 0, 0, 1, 1, 1]),
            intField(20, 6),
          ]),
          Buffer.concat([textField(1, 'intercepts'), packedFloatsField(7, [0, 0, 0]), intField(20, 6)]),
          classifierLabels(labels, isText),
        ],
      }),
      nodeField({
        operator: 'ZipMap',
        domain: 'ai.onnx.ml',
        inputs: zipMapInputs,
        outputs: [zipMapOutput],
        attributes: zipMapAttributes,
      }),
      ...nodes,
      textField(2, 'classifier'),
      messageField(11, tensorValue('x', 1, [batch, 2])),
      messageField(12, tensorValue('output_label', isText ? 8 : 7, [batch])),
      messageField(12, sequenceOfMaps(zipMapOutput, isText ? 8 : 7)),
      ...graph,
    ]),
    opsetField('ai.onnx.ml', 1),
    opsetField('', 13),
  ]);
}

function classifierLabels(labels: readonly (string | number)[], isText: boolean): Uint8Array {
  const name = isText ? 'classlabels_strings' : 'classlabels_ints';
  const values = labels.map((label) => (isText ? textField(9, String(label)) : intField(8, Number(label))));
  return Buffer.concat([textField(1, name), ...values, intField(20, isText ? 8 : 7)]);
}

function labelsField({ labels, packed = false }: ZipMapModelOptions, isText: boolean): Uint8Array {
  if (isText) return classifierLabels(labels, isText);
  const numbers = labels.map(Number);
  const values = packed ? [packedIntsField(8, numbers)] : numbers.map((label) => intField(8, label));
  return Buffer.concat([textField(1, 'classlabels_int64s'), ...values, intField(20, 7)]);
}
