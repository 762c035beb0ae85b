import { describe, expect, test } from '@jest/globals';
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
