import { element, table } from '../dom.ts';
import { toNumber, toWord } from '../job.ts';
import { type Fields, toFields, toList } from '../read.ts';
import { toCount } from '../to-figure.ts';

export function describeErrors(causes: readonly Fields[]): readonly HTMLElement[] {
  if (causes.length === 0) return [element('p', { class: 'quiet' }, 'No record failed.')];
  const rows = causes.map(({ code, column, count, examples }) => [
    toWord(code),
    toWord(column),
    toCount(toNumber(count)),
    toExamples(toList(examples).map(toFields)),
  ]);
  return [table(['Code', 'Column', 'Records', 'For example'], rows, { numbers: ['Records'] })];
}

function toExamples(examples: readonly Fields[]): HTMLElement {
  const lines = examples.map(({ message, row }) =>
    element('div', {}, `Row ${toCount(toNumber(row))}: ${toWord(message)}`),
  );
  return element('div', {}, ...lines);
}
