import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { formatProfileCosts, listIdleCosts } from '../../scripts/profile-costs.ts';

test('docs/deploy.md has the costs that the price table gives', async () => {
  const text = await readFile(path.join(import.meta.dirname, '../../docs/deploy.md'), 'utf8');
  const cells = (table: string) => table.replaceAll(/[ -]+/g, ' ');
  expect(cells(text)).toContain(cells(formatProfileCosts()));
});

test('listIdleCosts() is 730 hours of 1 vCPU and 3.5 GB where real time is warm', () => {
  // 730 x (0.173 + 3.5 x 0.0123), worked by hand.
  expect(listIdleCosts('warm').compute).toBeCloseTo(157.7165, 4);
  expect(listIdleCosts('zero').compute).toBe(0);
});
