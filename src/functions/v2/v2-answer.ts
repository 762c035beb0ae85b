import type { HttpResponseInit } from '@azure/functions';
import type { Model, PlainTensor } from '../../scoring/model.ts';
import { listServableOutputs } from '../../scoring/plan/servable-outputs.ts';
import { toClasses } from '../../scoring/tensor/tensor-classes.ts';
import { toDatatype } from '../../scoring/tensor/tensor-datatype.ts';
import { toBinaryData } from '../../scoring/tensor/tensor-to-bytes.ts';
import { toJsonData } from '../../scoring/tensor/tensor-to-json.ts';
import { toOutputLabels } from './v2-labels.ts';
import type { InferRequest, RequestedOutput } from './v2-request.ts';

export const jsonLengthHeader = 'Inference-Header-Content-Length';

export interface InferAnswer {
  readonly model: Model;
  /** By ONNX output name. */
  readonly outputs: ReadonlyMap<string, PlainTensor>;
  readonly request: InferRequest;
}

/** Answers the outputs that were asked for, in that order: as JSON, or as JSON with the bytes of the binary ones behind it. */
export function toInferResponse({ model, outputs, request }: InferAnswer): HttpResponseInit {
  const parts = chooseOutputs(model, request).map((wanted) => toPart(wanted, { model, outputs }));
  const json = toJson(model, request.id, parts);
  const binary = parts.flatMap(({ bytes }) => bytes ?? []);
  if (binary.length === 0) return { headers: { 'content-type': 'application/json' }, body: json };
  const head = Buffer.from(json);
  return {
    headers: { 'content-type': 'application/octet-stream', [jsonLengthHeader]: String(head.length) },
    body: Buffer.concat([head, ...binary]),
  };
}

/** All outputs in the order of the ONNX file where a request names none. */
export function chooseOutputs(
  model: Pick<Model, 'outputs' | 'plan'>,
  { outputs, binary }: Pick<InferRequest, 'outputs' | 'binary'>,
): readonly RequestedOutput[] {
  return outputs ?? listServableOutputs(model).map(({ name }) => ({ name, binary, classes: undefined }));
}

interface OutputPart {
  readonly json: string;
  readonly bytes: Uint8Array | undefined;
}

function toPart(
  { name, binary, classes }: RequestedOutput,
  { model, outputs }: Pick<InferAnswer, 'model' | 'outputs'>,
): OutputPart {
  const found = outputs.get(name);
  if (found === undefined) throw new Error(`Cannot answer output "${name}": the model did not give it`);
  const tensor =
    classes === undefined ? found : toClasses(found, { top: classes, labels: toOutputLabels(model, name) });
  const bytes = binary ? toBinaryData(tensor) : undefined;
  return { json: describe(name, tensor, bytes), bytes };
}

function describe(name: string, tensor: PlainTensor, bytes: Uint8Array | undefined): string {
  const place = `"name":${JSON.stringify(name)},"datatype":"${toDatatype(tensor.type) ?? ''}","shape":[${tensor.dims.join(',')}]`;
  const values =
    bytes === undefined
      ? `"data":${toJsonData(tensor)}`
      : `"parameters":{"binary_data_size":${bytes.length}}`;
  return `{${place},${values}}`;
}

function toJson({ name, version }: Model, id: string | undefined, parts: readonly OutputPart[]): string {
  const model = `"model_name":${JSON.stringify(name)},"model_version":${JSON.stringify(version)}`;
  const echo = id === undefined ? '' : `,"id":${JSON.stringify(id)}`;
  return `{${model}${echo},"outputs":[${parts.map(({ json }) => json).join(',')}]}`;
}
