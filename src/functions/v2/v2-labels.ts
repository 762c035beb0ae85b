import type { Model } from '../../scoring/model.ts';

/** The names of an output's components, by the manifest or else by the ONNX file. */
export function toOutputLabels(
  { manifest, labels = {} }: Pick<Model, 'manifest' | 'labels'>,
  output: string,
): readonly string[] | undefined {
  const mapping = manifest.outputs.find((candidate) => candidate.output === output && 'labels' in candidate);
  if (mapping !== undefined && 'labels' in mapping) return mapping.labels;
  return Object.hasOwn(labels, output) ? labels[output] : undefined;
}
