import { element, table } from '../dom.ts';
import { toNumber, toWord } from '../job.ts';
import type { Fields } from '../read.ts';
import { toCount, toFigure } from '../to-figure.ts';

export function describeCost(cost: Fields): readonly HTMLElement[] {
  const currency = toWord(cost.currency);
  if (currency === '') return [];
  const toMoney = (value: unknown) => `${toNumber(value).toFixed(5)} ${currency}`;
  const rows = [
    [
      'Compute',
      `${toFigure(toNumber(cost.gbSeconds))} GB-s, ${toCount(toNumber(cost.executions))} executions`,
      toMoney(cost.compute),
    ],
    ['Database', `${toCount(toNumber(cost.requestUnits))} request units`, toMoney(cost.database)],
    ['Storage', `${toCount(toNumber(cost.transactions))} transactions`, toMoney(cost.storage)],
    ...(cost.earlier === undefined ? [] : [['Earlier attempts', '', toMoney(cost.earlier)]]),
    ['Together', '', toMoney(cost.total)],
  ];
  const basis = `${toWord(cost.basis)}; prices of ${toWord(cost.pricedAt)}, without free grants and what is billed at rest.`;
  return [table(['', 'Used', 'Cost'], rows, { numbers: ['Cost'] }), element('p', { class: 'quiet' }, basis)];
}
