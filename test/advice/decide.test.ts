import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/advice/decide.ts';
import { defaultWorkload, type Workload } from '../../src/advice/workload.ts';

const decideOn = ({ msPerRecord = 1, ...workload }: Partial<Workload>) =>
  decide({ ...defaultWorkload, msPerRecord, singleRunMs: msPerRecord, ...workload });

describe('decide()', () => {
  test.each<{ is: string; workload: Partial<Workload>; kind: string; reason: string }>([
    {
      is: 'someone waits',
      workload: { when: ['request'], withinSeconds: 0.1, msPerRecord: 0.3 },
      kind: 'real time',
      reason:
        'Real time for requests: the answer is needed within 100 ms, the model takes 0.3 ms for 1 record, and a job takes some 15 s to start and end',
    },
    {
      is: 'nobody waits',
      workload: { when: ['request'], withinSeconds: 86_400, perMonth: 73_000 },
      kind: 'batch',
      reason:
        'Batch for each request: nobody waits when 24 h are time enough; what has come is collected and scored every day, 2,400 records a run',
    },
    {
      is: 'the model is slower than the answer may be',
      workload: { when: ['request'], withinSeconds: 1, msPerRecord: 5000, records: 8000 },
      kind: 'batch',
      reason:
        'Batch for requests: the model takes 5 s, longer than the 1 s in which the answer is needed; score all 8,000 records each day beforehand and read one by GET /models/{model}/predictions/{key}',
    },
    {
      is: 'a request has more records than one may have',
      workload: { when: ['request'], atOnce: 50_000, withinSeconds: 60 },
      kind: 'batch',
      reason:
        'Batch for requests: 50,000 records are more than the 10,000 records that a request may hold; POST /jobs starts a job and tells its progress',
    },
    {
      is: 'an event is due in a minute',
      workload: { when: ['event'], withinSeconds: 60 },
      kind: 'real time',
      reason:
        'Real time for each event: its prediction is needed within 60 s, so it is scored as it comes from the queue',
    },
    {
      is: 'a table comes by the clock',
      workload: { when: ['week'], records: 913, runWithinSeconds: 4 * 3600 },
      kind: 'batch',
      reason:
        'Batch for every week: 913 records come together and are needed within 4 h; a job scores them in chunks, in parallel, and nothing is paid in between',
    },
    {
      is: 'a small file is due sooner than a job ends',
      workload: { when: ['file'], records: 100, runWithinSeconds: 5 },
      kind: 'real time',
      reason:
        'Real time for each file: 100 records fit into one request and are needed within 5 s; a job takes some 15 s to start and end',
    },
  ])('says $kind when $is', ({ workload, kind, reason }) => {
    const decision = decideOn(workload);
    expect({ kind: decision.kind, reasons: decision.reasons }).toEqual({ kind, reasons: [reason] });
  });

  test('says that a file cannot be scored in time, when it can, and with how many chunks at once', () => {
    const when = ['file'] as const;
    const { kind, reasons } = decideOn({ when, records: 1_000_000, runWithinSeconds: 1, msPerRecord: 5 });
    expect(kind).toBe('batch');
    // 512 chunks of 1,954 records, 9.77 s each, eight in turn on 64 lanes, and 15 s: 93.16 s.
    expect(reasons).toEqual([
      'Batch for each file: 1,000,000 records come together and are needed within 1 s; a job scores them in chunks, in parallel, and nothing is paid in between',
      'Not in time: no job scores 1,000,000 records within 1 s; they take 5,000 s of compute, and with 64 chunks at once (64 at most) a job is done after some 94 s at the soonest, 15 s of it to start and end',
    ]);
  });

  test('says that a request too large to answer is not scored in time by a job, either', () => {
    const { batch, reasons } = decideOn({ withinSeconds: 0.05, atOnce: 20_000, msPerRecord: 1 });
    expect(batch.map(({ soonestSeconds }) => soonestSeconds)).toEqual([16]);
    expect(reasons[1]).toBe(
      'Not in time: no job scores 20,000 records within 50 ms; they take 20 s of compute, and with 20 chunks at once (64 at most) a job is done after some 16 s at the soonest, 15 s of it to start and end',
    );
  });

  test('has a run done before the next one', () => {
    const run = { records: 100_000_000, runWithinSeconds: 86_400, msPerRecord: 5 } as const;
    const {
      batch: [hourly],
      reasons,
    } = decideOn({ when: ['hour'], ...run });
    expect(reasons[1]).toMatch(/^Not in time: no job scores .* within 60 min, when the next run starts; /);
    // 500,000 s of compute in 64 lanes.
    expect(hourly).toMatchObject({ withinSeconds: 3600, soonestSeconds: expect.closeTo(7840, -2) });
    const [daily] = decideOn({ when: ['day'], ...run }).batch;
    expect(daily?.soonestSeconds).toBeUndefined();
    const [file] = decideOn({ when: ['file'], filesPerMonth: 1000, ...run }).batch;
    expect(file?.withinSeconds).toBe(86_400);
  });

  test('holds what a record takes alone against the time of an answer, not what it takes in a batch', () => {
    const times = { singleRunMs: 0.27, msPerRecord: 0.0047 };
    expect(decideOn(times).reasons).toEqual([
      'Real time for requests: the answer is needed within 1 s, the model takes 0.27 ms for 1 record, and a job takes some 15 s to start and end',
    ]);
    expect(decideOn({ ...times, withinSeconds: 0.0001 }).kind).toBe('batch');
  });

  test('says both when both are due', () => {
    const { kind, realTime, batch } = decideOn({ when: ['request', 'month', 'file'], perMonth: 500 });
    expect(kind).toBe('both');
    expect(realTime).toEqual({ by: ['http'], perMonth: 500, atOnce: 1, withinSeconds: 1 });
    expect(batch.map(({ start, runsPerMonth }) => [start, runsPerMonth])).toEqual([
      ['month', 1],
      ['file', 30],
    ]);
  });
});
