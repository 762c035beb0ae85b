import type { InputTensor } from '../../scoring/tensor/tensor-data.ts';
import { isObject, readParameters, refuse, type Parameters } from './v2-parameters.ts';
import { createTensorBytes } from './v2-tensor-bytes.ts';
import { readInput } from './v2-input.ts';

/** An output that a caller asks for. */
export interface RequestedOutput {
  readonly name: string;
  /** Whether its values follow the JSON as bytes. */
  readonly binary: boolean;
  /** How many of the highest classes are wanted instead of all components. */
  readonly classes: number | undefined;
}

/** An inference request of the Open Inference Protocol v2. */
export interface InferRequest {
  readonly id: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly inputs: readonly InputTensor[];
  /** In the order of the answer; all outputs, in the form that `binary` says, where not given. */
  readonly outputs: readonly RequestedOutput[] | undefined;
  readonly binary: boolean;
}

/** Reads the JSON of a request, and the bytes that follow it; what is null is as if it were not there. Throws InvalidRequest with the first fault. */
export function parseInferRequest(
  json: unknown,
  tail: Uint8Array | undefined,
  maxCells: number,
): InferRequest {
  if (!isObject(json)) throw refuse('its JSON is not an object');
  const { inputs, outputs } = json;
  const id = json.id ?? undefined;
  if (id !== undefined && typeof id !== 'string') throw refuse('its "id" is not a text');
  const parameters = readParameters(json.parameters, 'its "parameters"');
  const binary = parameters.readBoolean('binary_data_output') ?? false;
  const bytes = createTensorBytes(tail);
  const tensors = readList(inputs, 'inputs').map((input) => readInput(input, { bytes, maxCells }));
  bytes.assertEnd();
  assertUnique('input', tensors);
  return {
    id,
    timeoutMs: readTimeout(parameters),
    inputs: tensors,
    outputs: readOutputs(outputs, binary),
    binary,
  };
}

function readTimeout(parameters: Parameters): number | undefined {
  const timeoutMs = parameters.readNumber('timeout');
  if (timeoutMs === undefined || (Number.isSafeInteger(timeoutMs) && timeoutMs > 0)) return timeoutMs;
  throw refuse(`its parameter "timeout" is ${timeoutMs}, expected whole milliseconds above 0`);
}

function readOutputs(value: unknown, binary: boolean): readonly RequestedOutput[] | undefined {
  if (value === undefined || value === null) return undefined;
  const outputs = readList(value, 'outputs').map((output) => readOutput(output, binary));
  assertUnique('output', outputs);
  return outputs.length === 0 ? undefined : outputs;
}

function readOutput(value: unknown, binary: boolean): RequestedOutput {
  if (!isObject(value) || typeof value.name !== 'string') throw refuse('an output has no name');
  const { name } = value;
  const parameters = readParameters(value.parameters, `the "parameters" of output ${JSON.stringify(name)}`);
  const classes = parameters.readNumber('classification');
  if (classes !== undefined && !(Number.isSafeInteger(classes) && classes > 0)) {
    const what = `"classification" of output ${JSON.stringify(name)} is ${classes}`;
    throw refuse(`${what}, expected a whole number above 0`);
  }
  return { name, binary: parameters.readBoolean('binary_data') ?? binary, classes };
}

function readList(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw refuse(value === undefined ? `it has no "${name}"` : `its "${name}" are not an array`);
}

function assertUnique(noun: string, items: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of items) {
    if (seen.has(name)) throw refuse(`${noun} ${JSON.stringify(name)} is there twice`);
    seen.add(name);
  }
}
