import type { OnnxSignature, OnnxValue } from '../scoring/model.ts';
import { isFloatType } from '../scoring/records.ts';

type Signature = Pick<OnnxSignature, 'inputs' | 'outputs'>;

/** Names that only who made the model knows; the draft is a whole manifest with them. */
const madeUp = { by: 'series', time: 'time', target: 'value' };
const defaultHorizon = 1;
const defaultLength = 12;

/** Inputs that nothing but a series can fill. */
export function findSeriesInputs({ inputs }: Pick<Signature, 'inputs'>): readonly OnnxValue[] {
  return inputs.filter(({ type, dims }) => dims.length === 3 && isFloatType(type));
}

/** The model.json that a model of series needs, with made-up columns: what the ONNX file tells of it is right. */
export function draftSeriesManifest(name: string, signature: Signature): object {
  const windows = findSeriesInputs(signature);
  const horizon = findHorizon(signature);
  const lengths = windows.map(({ dims }) => toNumber(dims[1], defaultLength));
  const longest = Math.max(...lengths);
  const others = signature.inputs.filter((input) => !windows.includes(input));
  return {
    ...{ $schema: '../model.schema.json', name },
    series: { by: [madeUp.by], time: madeUp.time, unit: 'day', target: madeUp.target },
    ...{ aliases: {}, versions: {} },
    inputs: [
      ...windows.map((input, k) => toSource(input, lengths[k] ?? longest, { longest, horizon })),
      ...others.map(toOther),
    ],
    outputs: draftOutputs(signature, horizon),
  };
}

const toNumber = (dim: number | string | undefined, otherwise: number): number =>
  typeof dim === 'number' ? dim : otherwise;

function findHorizon({ outputs }: Signature): number {
  const widths = outputs.map(({ dims }) => dims[1]).filter((dim) => typeof dim === 'number');
  return Math.max(defaultHorizon, ...widths);
}

/** What is known of the times to come has as many of them as are forecast; the longest input is what was. */
function toSource(
  { name, dims }: OnnxValue,
  length: number,
  { longest, horizon }: { readonly longest: number; readonly horizon: number },
): object {
  const width = toNumber(dims[2], 1);
  const isFuture = length === horizon && length < longest;
  const columns = Array.from({ length: width }, (_, k) =>
    k === 0 && !isFuture ? madeUp.target : `${name}_${k}`,
  );
  return { input: name, source: isFuture ? 'future' : 'window', columns, length };
}

function toOther({ name, dims }: OnnxValue): object {
  const [, width] = dims;
  if (dims.length !== 2 || typeof width !== 'number' || width === 1) return { input: name, source: 'column' };
  const columns = Array.from({ length: width }, (_, k) => `${name}_${k}`);
  return { input: name, source: 'columns', columns };
}

/** Outputs that are named so are the band of the first other one. */
function draftOutputs({ outputs }: Signature, horizon: number): readonly object[] {
  const [lower, upper] = ['lower', 'upper'].map((name) => outputs.find((output) => output.name === name));
  const forecasts = outputs.filter((output) => output !== lower && output !== upper);
  const toBound = (side: string, output: OnnxValue | undefined) =>
    output !== undefined && { [side]: { output: output.name, column: output.name } };
  return forecasts.map(({ name }, k) => ({
    ...{ output: name, horizon, column: name },
    ...(k === 0 && { ...toBound('lower', lower), ...toBound('upper', upper) }),
  }));
}
