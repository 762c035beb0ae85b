import { expect, test } from '@jest/globals';
import { priceTable } from '../../src/advice/prices.ts';
import { readFile } from 'node:fs/promises';

test('each price has a page of Microsoft, a unit, and whether it is quoted or assumed', () => {
  for (const { usd, per, source, basis } of Object.values(priceTable.prices)) {
    expect(usd).toBeGreaterThan(0);
    expect(per).not.toBe('');
    expect(source).toMatch(/^https:\/\/(azure|learn)\.microsoft\.com\//);
    expect(['quoted', 'assumed']).toContain(basis);
  }
  expect(priceTable.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

test('docs/advisor.md tells every price of the table, and no other', async () => {
  const text = await readFile(new URL('../../docs/advisor.md', import.meta.url), 'utf8');
  const told = [...text.matchAll(/^\| `(\w+)` +\| +([\d.]+) +\| .* \| (quoted|assumed) +\|$/gm)];
  const expected = Object.entries(priceTable.prices).map(([name, { usd, basis }]) => [name, usd, basis]);
  expect(told.map(([, name, usd, basis]) => [name, Number(usd), basis])).toEqual(expected);
  expect(text).toContain(priceTable.date);
});
