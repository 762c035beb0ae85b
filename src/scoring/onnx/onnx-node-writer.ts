import { writeInteger, writeMessage, writeText } from './onnx-protobuf-writer.ts';

export interface WrittenNode {
  readonly operator: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes of one whole number each. */
  readonly integers?: Readonly<Record<string, number>>;
}

/** A NodeProto as a field of a graph: inputs in 1, outputs in 2, a name in 3, the operator in 4, attributes in 5. */
export function writeNode({ operator, name, inputs, outputs, integers = {} }: WrittenNode): Uint8Array {
  return writeMessage(
    1,
    ...inputs.map((input) => writeText(1, input)),
    ...outputs.map((output) => writeText(2, output)),
    ...[writeText(3, name), writeText(4, operator)],
    ...Object.entries(integers).map(([attribute, value]) => writeAttribute(attribute, value)),
  );
}

/** An AttributeProto of a whole number: its name in 1, the number in 3, its kind in 20. */
function writeAttribute(name: string, value: number): Uint8Array {
  return writeMessage(5, writeText(1, name), writeInteger(3, value), writeInteger(20, 2));
}
