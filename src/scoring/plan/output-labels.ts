import { findClassLabels } from '../onnx/find-class-labels.ts';
import type { GraphValue, Label, OnnxModel } from '../onnx/onnx-model.ts';

/** The names of an output's components, by output; an output of which nothing is known is not there. */
export type OutputLabels = Readonly<Record<string, readonly string[]>>;

/** Finds what the components of outputs are called in an ONNX file: by the ZipMap that was taken out, or by the graph's classifier. */
export function findOutputLabels(
  model: OnnxModel,
  zipMapLabels: Readonly<Record<string, readonly Label[]>>,
): OutputLabels {
  const found = model.outputs.flatMap((output) => {
    const { name } = output;
    const labels = Object.hasOwn(zipMapLabels, name) ? zipMapLabels[name] : findScoreLabels(model, output);
    return labels === undefined ? [] : [[name, labels.map(String)] as const];
  });
  return Object.fromEntries(found);
}

/** Scores of classes are numbers with decimals, at least two a record. */
function findScoreLabels(model: OnnxModel, { type }: GraphValue): readonly Label[] | undefined {
  if (type.kind !== 'tensor' || type.dims?.length !== 2 || !type.elements.startsWith('float'))
    return undefined;
  const [, width] = type.dims;
  return typeof width === 'number' && width > 1 ? findClassLabels(model, width) : undefined;
}
