import type { Label, OnnxModel } from './onnx-model.ts';

/** The classes of an output of so many components: those of the graph's only classifier of so many. */
export function findClassLabels({ nodes }: OnnxModel, width: number): readonly Label[] | undefined {
  const lists = nodes
    .flatMap(({ labels }) => [...labels])
    .filter(([name, values]) => name.startsWith('classlabels') && values.length === width)
    .map(([, values]) => values);
  const [first, ...others] = lists;
  return others.every((list) => String(list) === String(first)) ? first : undefined;
}
