import { element, table } from '../dom.ts';
import { toNumber, toWord } from '../job.ts';
import { type Fields, toFields, toList } from '../read.ts';
import { toCount, toFigure, toPercent } from '../to-figure.ts';
import { drawHistogram } from './draw-histogram.ts';

const maxRows = 10;
const exampleHead = ['Row', 'Key', 'Champion', 'Challenger'];

/** How a challenger differs from the version that the job scored with. */
export function describeComparison(comparison: Fields): readonly HTMLElement[] {
  return toList(comparison.predictions).map(toFields).map(describeOne);
}

function describeOne(prediction: Fields): HTMLElement {
  const title = element('h3', {}, toWord(prediction.name));
  const content =
    prediction.kind === 'number' ? describeDifferences(prediction) : describeChanges(prediction);
  return element('div', { class: 'comparison' }, title, ...content);
}

function describeDifferences(prediction: Fields): readonly HTMLElement[] {
  const { histogram, quantiles } = prediction;
  if (histogram === undefined) return [element('p', { class: 'quiet' }, 'No record was scored by both.')];
  const { edges, counts } = toFields(histogram);
  const bins = { edges: toList(edges).map(toNumber), counts: toList(counts).map(toNumber) };
  const figures = [
    ['least', prediction.min],
    ...Object.entries(toFields(quantiles)),
    ['greatest', prediction.max],
    ['mean', prediction.mean],
  ] as const;
  return [
    element(
      'p',
      {},
      `Challenger less champion: ${toCount(toNumber(prediction.same))} of ${toCount(toNumber(prediction.count))} are the same.`,
    ),
    drawHistogram(`Difference of ${toWord(prediction.name)}`, bins),
    table(
      figures.map(([name]) => name),
      [figures.map(([, value]) => toFigure(toNumber(value)))],
    ),
    ...describeExamples(prediction.largest),
  ];
}

function describeChanges(prediction: Fields): readonly HTMLElement[] {
  const changes = toList(prediction.changes).map(toFields).slice(0, maxRows);
  const agreed = `They agree on ${toCount(toNumber(prediction.agreed))} of ${toCount(toNumber(prediction.count))} records, ${toPercent(toNumber(prediction.share))}.`;
  if (changes.length === 0) return [element('p', {}, agreed)];
  const rows = changes.map(({ from, to, count }) => [toWord(from), toWord(to), toCount(toNumber(count))]);
  return [
    element('p', {}, agreed),
    table(['Champion', 'Challenger', 'Records'], rows, { numbers: ['Records'] }),
    ...describeExamples(prediction.first),
  ];
}

function describeExamples(examples: unknown): readonly HTMLElement[] {
  const rows = toList(examples)
    .map(toFields)
    .map(({ row, key, champion, challenger }) => [
      toCount(toNumber(row)),
      toWord(key),
      toSaid(champion),
      toSaid(challenger),
    ]);
  return rows.length === 0 ? [] : [table(exampleHead, rows, { numbers: ['Row'] })];
}

function toSaid(value: unknown): string {
  return typeof value === 'number' ? toFigure(value) : toWord(value);
}
