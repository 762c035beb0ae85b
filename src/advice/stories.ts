import { defaultWorkload, type Workload } from './workload.ts';

/** A workload of the samples, with volumes as such a business would have them. */
export interface Story {
  readonly name: string;
  readonly text: string;
  readonly workload: Workload;
}

const day = 86_400;

/** Times a record are those of the shipped models on one core, rounded up. */
export const stories: readonly Story[] = [
  story('recommendations', 'A web shop shows related products before the page has drawn', {
    when: ['request'],
    withinSeconds: 0.1,
    perMonth: 3_000_000,
    msPerRecord: 0.3,
    modelMb: 0.6,
  }),
  story('orange-juice', 'Every Monday the sales of 913 series, of 117 weeks each, become a forecast', {
    when: ['week'],
    records: 106_139,
    runWithinSeconds: 4 * 3600,
    msPerRecord: 0.05,
    modelMb: 1,
  }),
  story('churn', 'One customer while the page loads, all of them every month', {
    when: ['request', 'month'],
    withinSeconds: 1,
    perMonth: 20_000,
    records: 7043,
    runWithinSeconds: 3600,
    msPerRecord: 0.05,
    singleRunMs: 0.5,
    modelMb: 0.1,
  }),
  story('clothing', 'One picture when it is taken, a collection of 10,000 when it is dropped', {
    when: ['request', 'file'],
    withinSeconds: 2,
    perMonth: 50_000,
    records: 10_000,
    filesPerMonth: 4,
    runWithinSeconds: 3600,
    msPerRecord: 1,
    modelMb: 0.2,
  }),
  story('temperature', '200 devices send a reading each minute; at night the readings of the day', {
    when: ['event', 'day'],
    withinSeconds: 60,
    // 200 devices x 60 minutes x 730 hours.
    perMonth: 8_760_000,
    records: 288_000,
    runWithinSeconds: 4 * 3600,
    msPerRecord: 0.01,
    modelMb: 0.1,
  }),
  story('transactions', 'The risk of an order as it comes, at night of all orders of the day', {
    when: ['request', 'day'],
    withinSeconds: 0.5,
    perMonth: 500_000,
    records: 17_000,
    runWithinSeconds: 2 * 3600,
    msPerRecord: 0.05,
    singleRunMs: 0.5,
    modelMb: 0.1,
  }),
  story('quarterly', 'Four series of a database are forecast every quarter', {
    when: ['quarter'],
    records: 812,
    runWithinSeconds: day,
    msPerRecord: 0.1,
    modelMb: 0.1,
  }),
];

function story(name: string, text: string, workload: Partial<Workload>): Story {
  const { msPerRecord = defaultWorkload.msPerRecord } = workload;
  return { name, text, workload: { ...defaultWorkload, singleRunMs: msPerRecord, ...workload } };
}
