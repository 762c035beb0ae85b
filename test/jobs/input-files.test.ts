import { describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { toInputFilter } from '../../src/jobs/input/input-files.ts';

describe('toInputFilter()', () => {
  test.each([
    ['churn/2026/', 'churn/2026/11/a.csv', true],
    ['churn/2026/', 'churn/2027/a.csv', false],
    ['churn/*.csv', 'churn/a.csv', true],
    ['churn/*.csv', 'churn/2026/a.csv', false],
    ['churn/**.csv', 'churn/2026/a.csv', true],
    ['churn/2026-*/part-*.csv', 'churn/2026-11/part-7.csv', true],
    ['churn/2026-*/part-*.csv', 'churn/2026-11/part-7.jsonl', false],
    ['churn/(a|b)*.csv', 'churn/a.csv', false],
    ['churn/**', 'churn/two\nlines.csv', true],
  ])('of %s matches %j: %p', (pattern, name, expected) => {
    expect(toInputFilter(pattern).matches(name)).toBe(expected);
  });

  test('matches as a regular expression does', () => {
    const text = (...unit: string[]) => fc.string({ unit: fc.constantFrom(...unit), maxLength: 8 });
    fc.assert(
      fc.property(text('a', 'b', '*'), text('a', 'b', '/'), (pattern, name) => {
        const source = pattern.replace(/\*+/g, (stars) => (stars === '*' ? '[^/]*' : '.*'));
        expect(toInputFilter(pattern).matches(name)).toBe(new RegExp(`^${source}$`).test(name));
      }),
    );
  });

  test('tells at once that a long name does not match many stars', () => {
    const { matches } = toInputFilter(`${'*a'.repeat(6)}b.csv`);
    expect(matches(`${'a'.repeat(150)}c.csv`)).toBe(false);
  });
});
