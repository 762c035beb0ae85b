import { describe, expect, test } from '@jest/globals';
import { type Advice, advise } from '../../src/advice/advise.ts';
import { defaultWorkload, type Workload } from '../../src/advice/workload.ts';

const adviseOn = ({ msPerRecord = 1, ...workload }: Partial<Workload>): Advice =>
  advise({ ...defaultWorkload, msPerRecord, singleRunMs: msPerRecord, ...workload });
const totals = ({ options }: Advice): readonly number[] =>
  options.map(({ total }) => Math.round(total * 100) / 100);
const findSetting = ({ settings }: Advice, name: string): string | undefined =>
  settings.find((setting) => setting.name === name)?.value;

describe('advise()', () => {
  test('adds up a month of requests in each plan', () => {
    const advice = adviseOn({ when: ['request'], perMonth: 1_000_000, msPerRecord: 1 });
    // Service Bus: 730 h x 0.0135 = 9.855, in each of the first three.
    expect(totals(advice)).toEqual([
      // 730 x (0.173 + 3.5 x 0.0123) = 157.7165.
      167.57,
      // Ready: 2,628,000 s x 2 GB x 0.000004 = 21.024; busy: 1,000,000 s x 2 GB x 0.000016 = 32; executions 0.4.
      63.28,
      // 1,000,000 s x 2 GB x 0.000026 = 52; executions 0.4.
      62.26,
      // 730 x (0.0405 + 2 x 0.00445) = 36.062; registry: 730 / 24 x 0.1666 = 5.0674.
      41.13,
      // 730 x (2 x 0.096 + 0.1 + 0.025) = 231.41; registry 5.0674.
      236.48,
      // 730 / 24 x 0.33 = 10.0375; registry 5.0674.
      15.1,
    ]);
    expect(advice.plan?.profile).toBe('frugal');
  });

  test('adds up a month of jobs in each plan', () => {
    const advice = adviseOn({ when: ['day'], records: 1_000_000, msPerRecord: 1, runWithinSeconds: 3600 });
    // A run: 1,000 s and 100 chunks of 0.5 s; (1,050 / 2 + 3) s x 2 GB x 0.000026 = 0.027456 and 310 executions
    // 0.000124; 5,400,000 RU 1.35; 300 writes 0.0015 and 1,200 messages 0.00048: 1.37956 x 730 / 24 = 41.96.
    expect(totals(advice)).toEqual([
      // 157.7165 + 9.855 + 41.96.
      209.53,
      // 21.024 + 9.855 + 41.96.
      72.84, 51.82, 41.13, 236.48,
      // 30.4167 runs x (720 + 500 + 120) s / 3,600 x 0.096 = 1.0869; balancer 10.0375; registry 5.0674.
      16.19,
    ]);
    expect(advice.plan?.profile).toBe('zero');
  });

  test('bills no more than all seconds of a month, however many the requests', () => {
    const [, , zero] = adviseOn({ perMonth: 10_000_000, msPerRecord: 0.1 }).options;
    // 10,000,000 / 2,628,000 s x 4 x 1.1 ms / 0.6 = 0.028 cores: one instance, 2,628,000 s x 2 GB x 0.000026.
    expect(zero?.lines.find(({ what }) => what === 'requests')).toEqual({
      what: 'requests',
      usd: 2_628_000 * 2 * 0.000026,
      formula: 'min(10,000,000 requests x 1 s, 1 instance x 2,628,000 s) x 2 GB x 0.000026',
    });
  });

  test('keeps as many instances ready as the busiest moments need', () => {
    const advice = adviseOn({ perMonth: 100_000_000, msPerRecord: 20 });
    // 100,000,000 / 2,628,000 s x 4 = 152.2 requests/s at the peak, x 21 ms = 3.196 cores, / 0.6 = 5.33.
    expect(findSetting(advice, 'always-ready instances')).toBe('6');
    expect(advice.plan?.profile).toBe('frugal');
  });

  test('reckons requests of one record with what one takes alone', () => {
    const times = { msPerRecord: 0.01, singleRunMs: 20 };
    // As above: 5.33 cores. By the time in batches, 152.2 x 1.01 ms / 0.6 = 0.26.
    expect(findSetting(adviseOn({ perMonth: 100_000_000, ...times }), 'always-ready instances')).toBe('6');
    // 3,000 records x 0.01 ms = 30 ms: 152.2 x 31 ms / 0.6 = 7.86.
    const many = adviseOn({ perMonth: 100_000_000, atOnce: 3000, ...times });
    expect(findSetting(many, 'always-ready instances')).toBe('8');
  });

  test('takes Elastic Premium where executions cost more than its instances', () => {
    const advice = adviseOn({ perMonth: 300_000_000, msPerRecord: 0.1 });
    expect(advice.plan?.profile).toBe('warm');
  });

  test('lets everything scale to zero where a pause may cost the first answer seconds', () => {
    expect(adviseOn({ withinSeconds: 30 }).plan?.profile).toBe('zero');
    expect(adviseOn({ withinSeconds: 1 }).options[2]?.unfit).toBe(
      'after a pause the first answer takes 5 s, needed are 1 s',
    );
  });

  test('takes larger instances for larger models, and none where none is large enough', () => {
    expect(
      adviseOn({ modelMb: 300 })
        .options.map(({ name, unfit }) => unfit ?? name)
        .slice(0, 3),
    ).toEqual([
      'Onscore warm: Elastic Premium EP1, jobs on Flex Consumption',
      'Onscore frugal: Flex Consumption, kept ready',
      'after a pause the first answer takes 5 s, needed are 1 s',
    ]);
    // 0.5 + 4 x 1,500 / 1,024 = 6.4 GB.
    expect(adviseOn({ modelMb: 1500 }).plan?.name).toContain('EP3');
    // 0.5 + 4 x 4,000 / 1,024 = 16.1 GB.
    expect(adviseOn({ modelMb: 4000 }).plan).toBeUndefined();
    expect(adviseOn({ modelMb: 4000 }).reasons[1]).toBe(
      'No plan of Azure Functions holds this model: run it in containers with more memory',
    );
  });

  test('names what would be cheaper, and what it lacks', () => {
    expect(adviseOn({ perMonth: 1_000_000 }).reasons).toContain(
      'Containers always on, Container Instances: less, 41.13 USD a month, but one container a core: no scaling, no standby, no TLS or keys, and the jobs are yours to build',
    );
  });

  test('fits chunks and lanes to the time that a run has', () => {
    // 1,000,000 x 100 ms = 100,000 s in half of an hour: 55.6 lanes, 10 s a chunk is 100 records.
    const advice = adviseOn({ when: ['hour'], records: 1_000_000, msPerRecord: 100, runWithinSeconds: 3600 });
    expect(findSetting(advice, 'batch.mini_batch_size')).toBe('100');
    expect(findSetting(advice, 'batch.max_concurrency')).toBe('56');
    expect(findSetting(advice, 'schedules[].cron')).toBe('0 0 * * * *');
  });

  test('says of no plan that it answers in time where none does', () => {
    const workload = { when: ['file'], records: 1_000_000, runWithinSeconds: 1 } as const;
    const advice = adviseOn({ ...workload, msPerRecord: 5, modelMb: 20 });
    expect(advice.plan).toBeUndefined();
    expect(advice.reasons.slice(2)).toEqual([
      'No plan answers in time: allow 94 s and more, score fewer records at a time or take a faster model',
    ]);
    const late = 'a job is done after 94 s at the soonest, needed are 1 s';
    const many = 'the tables take 5,000 cores at once, reckoned with are 100 at most';
    expect(advice.options.map(({ unfit }) => unfit)).toEqual([
      ...[late, late, late],
      ...[many, many],
      'needed within 1 s',
    ]);
    expect(findSetting(advice, 'profile')).toBeUndefined();
    // With the time that it says, it can be done.
    expect(adviseOn({ ...workload, runWithinSeconds: 94, msPerRecord: 5 }).plan?.profile).toBe('zero');
  });

  test('advises chunks of seconds, with reasons that hold, however soon a large request is needed', () => {
    const advice = adviseOn({ withinSeconds: 0.05, atOnce: 20_000, perMonth: 500_000, msPerRecord: 1 });
    expect(advice.plan).toBeUndefined();
    expect(advice.settings.map(({ name, value, why }) => [name, value, why]).slice(0, 2)).toEqual([
      ['batch.mini_batch_size', '1000', 'a chunk takes 1 s of compute: a failed one is soon repeated'],
      ['batch.max_concurrency', '20', 'chunks at once: the run is done after some 16 s, needed are 50 ms'],
    ]);
  });

  test('takes the time of all its nodes for a cluster', () => {
    // 100,000 s / 32 cores + 720 s = 3,845 s.
    const workload = { when: ['day'], records: 1_000_000, msPerRecord: 100 } as const;
    expect(adviseOn({ ...workload, runWithinSeconds: 3600 }).options.at(-1)?.unfit).toBe(
      'needed within 60 min',
    );
    expect(adviseOn({ ...workload, runWithinSeconds: 3900 }).options.at(-1)?.unfit).toBeUndefined();
  });

  test('says when prices were gone over, and where', () => {
    const { currency, region, pricedAt } = adviseOn({});
    expect({ currency, region, pricedAt }).toEqual({
      currency: 'USD',
      region: 'East US',
      pricedAt: '2026-11-23',
    });
  });
});
