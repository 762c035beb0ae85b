import { intField, messageField, textField } from '../../../../samples/protobuf-writer.ts';

/** A model of one Relu, as its fields; more fields go behind. */
export interface TinyModelOptions {
  readonly irVersion?: number;
  readonly opset?: number;
  readonly dims?: readonly (number | string)[];
  readonly elements?: number;
  readonly graph?: readonly Uint8Array[];
  readonly more?: readonly Uint8Array[];
}

export function toTinyModel(options: TinyModelOptions = {}): Uint8Array {
  const { irVersion = 8, opset = 17, dims = ['N', 2], elements = 1, graph = [], more = [] } = options;
  return Buffer.concat([
    intField(1, irVersion),
    messageField(7, [
      nodeField({ operator: 'Relu', inputs: ['x'], outputs: ['y'] }),
      textField(2, 'tiny'),
      messageField(11, tensorValue('x', elements, dims)),
      messageField(12, tensorValue('y', elements, dims)),
      ...graph,
    ]),
    opsetField('', opset),
    ...more,
  ]);
}

export interface NodeFields {
  readonly operator: string;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  readonly domain?: string;
  readonly attributes?: readonly Uint8Array[];
}

export function nodeField({ operator, inputs = [], outputs = [], domain, attributes = [] }: NodeFields) {
  return messageField(1, [
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    textField(4, operator),
    ...attributes.map((attribute) => messageField(5, [attribute])),
    ...(domain === undefined ? [] : [textField(7, domain)]),
  ]);
}

export const opsetField = (domain: string, version: number): Uint8Array =>
  messageField(8, [textField(1, domain), intField(2, version)]);

/** The fields of a ValueInfoProto of a tensor. */
export function tensorValue(
  name: string,
  elements: number,
  dims: readonly (number | string)[],
): Uint8Array[] {
  const shape = dims.map((dim) =>
    messageField(1, [typeof dim === 'number' ? intField(1, dim) : textField(2, dim)]),
  );
  return [
    textField(1, name),
    messageField(2, [messageField(1, [intField(1, elements), messageField(2, shape)])]),
  ];
}

/** The fields of a ValueInfoProto of what ZipMap gives: a sequence of maps to float32. */
export function sequenceOfMaps(name: string, keyType: number): Uint8Array[] {
  const float = messageField(2, [messageField(1, [intField(1, 1)])]);
  const map = messageField(5, [intField(1, keyType), float]);
  return [textField(1, name), messageField(2, [messageField(4, [messageField(1, [map])])])];
}
