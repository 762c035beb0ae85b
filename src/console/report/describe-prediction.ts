import { element, table } from '../dom.ts';
import { toNumber, toWord } from '../job.ts';
import { type Fields, toFields, toList } from '../read.ts';
import { toCount, toFigure, toPercent } from '../to-figure.ts';
import { toBar } from './bar.ts';
import { drawHistogram } from './draw-histogram.ts';

/** How the values of one prediction are distributed: a histogram of numbers, the counts of classes. */
export function describePrediction(prediction: Fields): HTMLElement {
  const title = element('h3', {}, toWord(prediction.name));
  const content = prediction.kind === 'number' ? describeNumbers(prediction) : describeClasses(prediction);
  return element('div', { class: 'prediction' }, title, ...content);
}

function describeNumbers(prediction: Fields): readonly HTMLElement[] {
  const { histogram, quantiles } = prediction;
  if (histogram === undefined) return [element('p', { class: 'quiet' }, 'There is no number.')];
  const { edges, counts } = toFields(histogram);
  const figures = [
    ['least', prediction.min],
    ...Object.entries(toFields(quantiles)),
    ['greatest', prediction.max],
    ['mean', prediction.mean],
  ] as const;
  const bins = { edges: toList(edges).map(toNumber), counts: toList(counts).map(toNumber) };
  return [
    drawHistogram(toWord(prediction.name), bins),
    table(
      figures.map(([name]) => name),
      [figures.map(([, value]) => toFigure(toNumber(value)))],
    ),
  ];
}

function describeClasses(prediction: Fields): readonly HTMLElement[] {
  const classes = toList(prediction.classes).map(toFields);
  const shown = classes.slice(0, 15);
  const most = Math.max(...classes.map(({ share }) => toNumber(share)), 0);
  const rows = shown.map(({ value, count, share }) => [
    toWord(value),
    toBar(most === 0 ? 0 : toNumber(share) / most),
    toCount(toNumber(count)),
    toPercent(toNumber(share)),
  ]);
  const about = prediction.sampled === true ? 'about ' : '';
  const more = `${about}${toCount(toNumber(prediction.distinct))} different ones`;
  return [
    table(['Class', '', 'Records', 'Share'], rows, { numbers: ['Records', 'Share'] }),
    ...(classes.length > shown.length ? [element('p', { class: 'quiet' }, more)] : []),
  ];
}
