import type { Advice } from './advise.ts';
import type { CostOption } from './cost-option.ts';
import { toMoney } from './to-words.ts';

/** The advice as lines of text. */
export function formatAdvice(
  advice: Advice,
  { formulas }: { readonly formulas: boolean },
): readonly string[] {
  const { kind, reasons, settings, options, plan, currency, region, pricedAt } = advice;
  return [
    `Advice: ${kind}`,
    '',
    ...reasons.map((reason) => `  - ${reason}`),
    '',
    'Settings',
    '',
    ...toColumns(settings.map(({ place, name, value, why }) => [place, name, value, why])),
    '',
    `Cost a month, ${currency}, list prices of ${region}, gone over ${pricedAt}`,
    '',
    ...toColumns(options.map((option) => toRow(option, option === plan))),
    ...(formulas ? options.flatMap(toFormulas) : []),
  ];
}

function toRow({ name, startUp, total, unfit }: CostOption, isAdvised: boolean): readonly string[] {
  const verdict = unfit === undefined ? (isAdvised ? 'advised' : 'would do') : `no: ${unfit}`;
  return [name, toMoney(total).padStart(10), `start-up ${startUp}`, verdict];
}

function toFormulas({ name, lines }: CostOption): readonly string[] {
  return [
    '',
    name,
    ...toColumns(lines.map(({ what, usd, formula }) => [what, toMoney(usd).padStart(10), formula])),
  ];
}

function toColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, k) => Math.max(...rows.map((row) => row[k]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, k) => cell.padEnd(widths[k] ?? 0)).join('  ')}`.trimEnd());
}
