import { element, table } from '../dom.ts';
import { toNumber, toWord } from '../job.ts';
import { type Fields, toFields, toList } from '../read.ts';
import { toCount, toFigure, toPercent } from '../to-figure.ts';

/** Classes of one prediction that get a column of their own. */
const maxClasses = 4;

export function describeSegment(segment: Fields): HTMLElement {
  const values = toList(segment.values).map(toFields);
  const means = namesOf(values.map((value) => toFields(value.means)));
  const classes = listClasses(values);
  const head = [
    toWord(segment.column),
    'Records',
    'Share',
    ...means.map((name) => `Mean ${name}`),
    ...classes.map(({ prediction, label }) => `${prediction} ${label}`),
  ];
  const rows = values.map((value) => [
    toWord(value.value),
    toCount(toNumber(value.count)),
    toPercent(toNumber(value.share)),
    ...means.map((name) => toFigure(toNumber(toFields(value.means)[name]))),
    ...classes.map(({ prediction, label }) =>
      toPercent(toNumber(toFields(toFields(value.classes)[prediction])[label])),
    ),
  ]);
  const distinct = toNumber(segment.distinct);
  const more = `${segment.sampled === true ? 'About ' : ''}${toCount(distinct)} values; these are the most frequent of those counted.`;
  return element(
    'div',
    { class: 'segment' },
    table(head, rows, { numbers: head.slice(1) }),
    ...(distinct > values.length ? [element('p', { class: 'quiet' }, more)] : []),
  );
}

function listClasses(
  values: readonly Fields[],
): readonly { readonly prediction: string; readonly label: string }[] {
  const all = values.map((value) => toFields(value.classes));
  return namesOf(all).flatMap((prediction) =>
    namesOf(all.map((each) => toFields(each[prediction])))
      .slice(0, maxClasses)
      .map((label) => ({ prediction, label })),
  );
}

function namesOf(all: readonly Fields[]): readonly string[] {
  return [...new Set(all.flatMap((each) => Object.keys(each)))].sort();
}
