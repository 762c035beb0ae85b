import type { OutputMapping } from '../scoring/model-manifest.ts';
import type { Label } from '../scoring/onnx/onnx-model.ts';
import { isFloatType } from '../scoring/records.ts';
import { CommandError } from './command-error.ts';

/** An output as a run gave it. */
export interface SeenOutput {
  readonly name: string;
  readonly type: string;
  /** Components a record. */
  readonly width: number;
  /** What the components stand for, where the file tells. */
  readonly labels: readonly Label[] | undefined;
}

export interface MappedOutputs {
  readonly outputs: readonly OutputMapping[];
  readonly notes: readonly string[];
}

const maxColumns = 1000;

/**
 * Names the predictions: the class of a classifier is `prediction` and its score `probability` (of the second of two classes)
 * or `probability_<class>`; a lone value is `prediction`; everything else has the name of its output.
 */
export function mapOutputs(seen: readonly SeenOutput[]): MappedOutputs {
  const outputs = seen.filter(({ width }) => width > 0 && width <= maxColumns);
  const notes = seen.filter((output) => !outputs.includes(output)).map(toLeftOut);
  if (outputs.length === 0) throw new CommandError(`Cannot name the predictions: ${notes.join('; ')}`);
  const classifier = findClassifier(outputs);
  if (classifier === undefined) return { outputs: outputs.map((output) => mapAlone(output, outputs)), notes };
  const { label, scores } = classifier;
  const others = outputs.filter((output) => output !== label && output !== scores);
  return {
    outputs: [
      { output: label.name, column: 'prediction' },
      mapScores(scores),
      ...others.map((output) => mapAlone(output, outputs)),
    ],
    notes: [...notes, ...noteScores(scores)],
  };
}

const isFloat = ({ type }: SeenOutput): boolean => isFloatType(type);

function findClassifier(outputs: readonly SeenOutput[]) {
  const labels = outputs.filter((output) => output.width === 1 && !isFloat(output));
  const vectors = outputs.filter((output) => output.width > 1 && isFloat(output));
  const [label, otherLabel] = labels;
  const [scores, otherScores] = vectors;
  const isClear = otherLabel === undefined && otherScores === undefined;
  return isClear && label !== undefined && scores !== undefined ? { label, scores } : undefined;
}

function mapScores(scores: SeenOutput): OutputMapping {
  if (scores.width === 2) return { output: scores.name, column: 'probability', index: 1 };
  return { output: scores.name, labels: toLabels(scores), prefix: 'probability_' };
}

function noteScores({ width, labels }: SeenOutput): readonly string[] {
  const positive = labels?.[1];
  return width === 2 && positive !== undefined
    ? [`"probability" is that of ${JSON.stringify(positive)}`]
    : [];
}

function mapAlone(output: SeenOutput, { length }: readonly SeenOutput[]): OutputMapping {
  const { name, width } = output;
  if (width === 1) return { output: name, column: length === 1 ? 'prediction' : name };
  return { output: name, labels: toLabels(output), prefix: `${name}_` };
}

/** The classes where they are known and can be names, else 0, 1, 2... */
function toLabels({ labels, width }: SeenOutput): string[] {
  const names = labels?.map(String) ?? [];
  const isUsable = names.length === width && !names.includes('') && new Set(names).size === width;
  return isUsable ? names : Array.from({ length: width }, (_, k) => String(k));
}

function toLeftOut({ name, width }: SeenOutput): string {
  const reason = width > maxColumns ? `${width} components, more than ${maxColumns}` : 'no components';
  return `Output "${name}" is left out: it has ${reason}`;
}

/** Where a new version has other classes than the predictions are named after. */
export function noteOtherLabels(
  mappings: readonly OutputMapping[],
  seen: readonly SeenOutput[],
): readonly string[] {
  return mappings.flatMap((mapping) => {
    const labels = seen.find(({ name }) => name === mapping.output)?.labels;
    if (labels === undefined || !('labels' in mapping) || String(labels) === String(mapping.labels))
      return [];
    const [found, named] = [labels, mapping.labels].map((list) => JSON.stringify(list));
    return [`Output "${mapping.output}" has the classes ${found}, but model.json names them ${named}`];
  });
}
