import { isLookup } from './onnx-dictionaries.ts';
import type { GraphNode, Label, OnnxModel } from './onnx-model.ts';

/** The texts that a graph tells apart, by the input that they come in by; an input of which that is not known is not there. */
export type Vocabularies = ReadonlyMap<string, ReadonlySet<Label>>;

/** Below this many an operator asks whether a value is one text: all others are one to it, and none is unknown. */
const minTexts = 2;

/** Finds the inputs of texts that a graph does nothing with but look them up in lists of its own. */
export function findVocabularies({ inputs, nodes }: OnnxModel): Vocabularies {
  const found = inputs.flatMap(({ name, type }) => {
    if (type.kind !== 'tensor' || type.elements !== 'string') return [];
    const lists = nodes.filter((node) => node.inputs.includes(name)).map((node) => listTexts(node, name));
    const isKnown = lists.length > 0 && lists.every((texts) => texts.length >= minTexts);
    return isKnown ? [[name, new Set(lists.flat())] as const] : [];
  });
  return new Map(found);
}

function listTexts(node: GraphNode, input: string): readonly Label[] {
  if (!isLookup(node, input)) return [];
  return node.labels.get('cats_strings') ?? node.labels.get('keys_strings') ?? [];
}
