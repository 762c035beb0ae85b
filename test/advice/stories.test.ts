import { describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { advise } from '../../src/advice/advise.ts';
import { decide } from '../../src/advice/decide.ts';
import { stories } from '../../src/advice/stories.ts';

const workloads = new Map(stories.map(({ name, workload }) => [name, workload]));

describe('advise()', () => {
  // Chosen by hand from what each story asks for: the ways in, what starts a job, the profile.
  test.each([
    { story: 'recommendations', kind: 'real time', by: ['http'], starts: [], profile: 'frugal' },
    { story: 'orange-juice', kind: 'batch', by: undefined, starts: ['week'], profile: 'zero' },
    { story: 'churn', kind: 'both', by: ['http'], starts: ['month'], profile: 'frugal' },
    { story: 'clothing', kind: 'both', by: ['http'], starts: ['file'], profile: 'frugal' },
    { story: 'temperature', kind: 'both', by: ['queue'], starts: ['day'], profile: 'frugal' },
    { story: 'transactions', kind: 'both', by: ['http'], starts: ['day'], profile: 'frugal' },
    { story: 'quarterly', kind: 'batch', by: undefined, starts: ['quarter'], profile: 'zero' },
  ])('says $kind for $story', ({ story, kind, by, starts, profile }) => {
    const workload = workloads.get(story)!;
    const { realTime, batch } = decide(workload);
    const { kind: advised, plan } = advise(workload);
    expect({
      advised,
      by: realTime?.by,
      starts: batch.map(({ start }) => start),
      profile: plan?.profile,
    }).toEqual({ advised: kind, by, starts, profile });
  });

  test('has a case for every story', () => {
    expect(stories).toHaveLength(7);
  });
});

test('docs/advisor.md tells what the stories cost', async () => {
  const text = await readFile(new URL('../../docs/advisor.md', import.meta.url), 'utf8');
  const rows = text.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const told = new Map(rows.map(([name = '', ...cells]) => [name, cells]));
  const expected = stories.map(({ name, workload }) => {
    const { kind, plan, options } = advise(workload);
    const costs = options.map(
      ({ total, unfit }) => `${total.toFixed(2)}${unfit === undefined ? '' : ' (no)'}`,
    );
    return [name, [kind, plan?.profile, ...costs]] as const;
  });
  expect(expected.map(([name]) => [name, told.get(name)])).toEqual(expected);
});
