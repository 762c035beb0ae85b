import type { Model, OnnxValue } from '../../scoring/model.ts';
import { listServableOutputs } from '../../scoring/plan/servable-outputs.ts';
import { toDatatype } from '../../scoring/tensor/tensor-datatype.ts';
import { toOutputLabels } from './v2-labels.ts';

/** Extensions of the protocol that are served, by Triton's names. */
export const v2Extensions = [
  'binary_tensor_data',
  'classification',
  'model_repository',
  'parameters',
  'statistics',
] as const;

export interface TensorMetadata {
  readonly name: string;
  readonly datatype: string;
  /** A free dimension is -1. */
  readonly shape: readonly number[];
}

/** A model as the protocol describes it: its tensors as the ONNX file declares them, and as properties what else a caller may need. */
export function toModelMetadata(model: Model) {
  const { name, manifest, inputs } = model;
  return {
    name,
    versions: Object.keys(manifest.versions),
    platform: 'onnx_onnxv1',
    inputs: inputs
      .filter(({ name: input }) => !isConstant(model, input))
      .flatMap((input) => toInput(model, input)),
    outputs: listServableOutputs(model).flatMap(toTensor),
    properties: toProperties(model),
  };
}

function toInput(model: Model, input: OnnxValue): readonly TensorMetadata[] {
  return isImage(model, input.name)
    ? [{ name: input.name, datatype: 'BYTES', shape: [-1] }]
    : toTensor(input);
}

function toTensor({ name, type, dims }: OnnxValue): readonly TensorMetadata[] {
  const datatype = toDatatype(type);
  if (datatype === undefined) return [];
  return [{ name, datatype, shape: dims.map((dim) => (typeof dim === 'number' ? dim : -1)) }];
}

function findFeed({ plan }: Model, input: string) {
  return plan.feeds.find((feed) => feed.input === input);
}

/** It is filled in, so that no caller gives it. */
function isConstant(model: Model, input: string): boolean {
  return findFeed(model, input)?.source.kind === 'constant';
}

function columnsOf(model: Model, input: string) {
  const source = findFeed(model, input)?.source;
  const indexes = source === undefined || source.kind === 'constant' ? [] : source.columns;
  return indexes.flatMap((index) => model.plan.columns[index] ?? []);
}

function isImage(model: Model, input: string): boolean {
  return columnsOf(model, input).some(({ type }) => type === 'image');
}

/** The protocol has texts only: lists are JSON. */
function toProperties(model: Model): Readonly<Record<string, string>> {
  return {
    version: model.version,
    sha256: model.sha256,
    ...Object.fromEntries(model.inputs.flatMap(({ name }) => toInputProperty(model, name))),
    ...Object.fromEntries(model.outputs.flatMap(({ name }) => toLabelsProperty(model, name))),
  };
}

function toInputProperty(model: Model, input: string): readonly [string, string][] {
  if (isImage(model, input)) {
    const dims = findFeed(model, input)?.recordDims ?? [];
    const what = 'encoded image, PNG or JPEG: its bytes in the binary form, base64 in JSON';
    return [[`input.${input}`, `${what}; or FP32 of shape [-1, ${dims.join(', ')}]`]];
  }
  const names = columnsOf(model, input).map(({ name }) => name);
  return names.length < 2 ? [] : [[`columns.${input}`, JSON.stringify(names)]];
}

function toLabelsProperty(model: Model, output: string): readonly [string, string][] {
  const labels = toOutputLabels(model, output);
  return labels === undefined ? [] : [[`labels.${output}`, JSON.stringify(labels)]];
}
