import { element, table } from '../dom.ts';
import { toNumber, toWord } from '../job.ts';
import { type Fields, toFields, toList } from '../read.ts';
import { toCount, toPercent } from '../to-figure.ts';
import { toBar } from './bar.ts';

const classes: Readonly<Record<string, string>> = { stable: 'good', moderate: 'quiet', significant: 'bad' };

/** Each input with its index, and how its values are distributed here and in the training table. */
export function describeDrift(drift: Fields): readonly HTMLElement[] {
  const inputs = toList(drift.inputs).map(toFields);
  if (inputs.length === 0) return [];
  const { table: name, records } = toFields(drift.training);
  const intro = `Compared with ${toWord(name)}, ${toCount(toNumber(records))} records. PSI is the population stability index: below 0.1 stable, from 0.25 on a shift.`;
  const rows = [
    ...toList(drift.predictions)
      .map(toFields)
      .map((column) => toRow(column, 'prediction')),
    ...inputs.map((column) => toRow(column, 'input')),
  ];
  const head = ['Column', 'Of', 'PSI', 'Status', 'Missing', 'Unknown', 'Training and now'];
  return [
    element('p', { class: 'quiet' }, intro),
    table(head, rows, { numbers: ['PSI', 'Missing', 'Unknown'] }),
  ];
}

function toRow(column: Fields, role: string): readonly (string | HTMLElement)[] {
  const status = toWord(column.status);
  return [
    toWord(column.column),
    role,
    toNumber(column.psi).toFixed(3),
    element('span', { class: classes[status] ?? 'quiet' }, status),
    toShares(toFields(column.missing)),
    column.other === undefined ? '' : toShares(toFields(column.other)),
    toBins(toList(column.bins).map(toFields)),
  ];
}

function toShares({ training, job }: Fields): string {
  return `${toPercent(toNumber(training))} to ${toPercent(toNumber(job))}`;
}

function toBins(bins: readonly Fields[]): HTMLElement {
  const most = Math.max(...bins.flatMap(({ training, job }) => [toNumber(training), toNumber(job)]), 1e-9);
  const rows = bins.map(({ label, training, job }) => [
    toWord(label),
    toBar(toNumber(training) / most),
    toPercent(toNumber(training)),
    toBar(toNumber(job) / most),
    toPercent(toNumber(job)),
  ]);
  const head = ['Value', '', 'Training', '', 'Now'];
  const numbers = ['Training', 'Now'];
  return element(
    'details',
    {},
    element('summary', {}, `${bins.length} bins`),
    table(head, rows, { numbers }),
  );
}
