import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readAttribute, readOverflow, readTexts, useBrowser } from '../support/browser.ts';
import { type ConsoleServer, serveConsole } from './support/serve-console.ts';

const open = useBrowser();
let server: ConsoleServer;
let asked = 0;
let long = 'Running';
const posted: string[] = [];

const running = {
  ...{ id: 'night', model: 'churn', version: '1', status: 'Running', createdAt: '2026-11-23T01:00:00.000Z' },
  input: { path: 'batch-input/churn/night.csv' },
  records: { total: 1000, succeeded: 400, failed: 5 },
  chunks: { total: 10, done: 4, failed: 0 },
  recordsPerSecond: 200,
  etaSeconds: 3,
};
const ended = {
  ...{ ...running, status: 'Succeeded', records: { total: 1000, succeeded: 995, failed: 5 } },
  outputs: { errors: '/jobs/night/errors', manifest: '/jobs/night/manifest', report: '/jobs/night/report' },
};
const { outputs } = ended;
const hopeless = {
  ...{ ...ended, id: 'hopeless', records: { total: 200, succeeded: 0, failed: 200 } },
  outputs: { ...outputs, report: '/jobs/hopeless/report' },
  warnings: ['The last line has no end'],
};
const refused = {
  ...{ ...running, id: 'refused', status: 'Failed', records: { total: 0, succeeded: 0, failed: 0 } },
  ...{
    input: { path: 'batch-input/churn/old/narrow.csv' },
    error: `Cannot read it: "${'tenure'.repeat(200)}" is missing`,
  },
};
const emptyReport = {
  ...{ job: 'hopeless', seconds: 5, recordsPerSecond: 40, status: 'Succeeded' },
  errors: [{ code: 'InvalidValue', column: 'tenure', count: 200, examples: [] }],
  predictions: [{ name: 'probability', kind: 'number', count: 0, missing: 0 }],
  segments: [{ column: 'contract', distinct: 0, sampled: false, values: [] }],
  warnings: ['The last line has no end'],
};
const report = {
  ...{ job: 'night', seconds: 5, recordsPerSecond: 200, status: 'Succeeded' },
  errors: [
    {
      code: 'InvalidValue',
      column: 'tenure',
      count: 5,
      examples: [{ row: 7, message: 'Cannot <b>score</b>' }],
    },
  ],
  predictions: [
    {
      ...{ name: 'probability', kind: 'number', count: 995, missing: 0, min: 0, max: 1, mean: 0.3 },
      quantiles: { p50: 0.25 },
      histogram: { edges: [0, 0.5, 1], counts: [700, 295] },
    },
    {
      ...{ name: 'prediction', kind: 'category', count: 995, missing: 0, distinct: 2, sampled: false },
      classes: [
        { value: 'No', count: 800, share: 0.804 },
        { value: 'Yes', count: 195, share: 0.196 },
      ],
    },
  ],
  drift: {
    status: 'significant',
    training: { table: 'churn.csv', records: 7043 },
    inputs: [
      {
        ...{ column: 'contract', kind: 'category', psi: 0.31, status: 'significant' },
        missing: { training: 0, job: 0.02 },
        other: { training: 0, job: 0.2 },
        bins: [{ label: 'One year', training: 0.2, job: 0.1 }],
      },
    ],
    predictions: [],
  },
  segments: [
    {
      ...{ column: 'contract', distinct: 1, sampled: false },
      values: [
        {
          ...{ value: 'One year', count: 995, share: 1 },
          means: { probability: 0.3 },
          classes: { prediction: { Yes: 0.196, No: 0.804 } },
        },
      ],
    },
  ],
  slowestChunks: [{ chunk: 3, records: 100, ms: 900, recordsPerSecond: 111.1 }],
  cost: {
    ...{
      currency: 'USD',
      total: 0.0005,
      compute: 0.0003,
      database: 0.0001,
      storage: 0.0001,
      basis: 'a plan',
    },
    ...{ gbSeconds: 11, requestUnits: 5400, executions: 40, transactions: 150, pricedAt: '2026-11-23' },
  },
};

beforeAll(async () => {
  server = await serveConsole((route, method) => {
    if (method === 'POST') {
      posted.push(route);
      long = route.endsWith('cancel') ? 'Canceled' : 'Running';
      return {};
    }
    if (route === 'jobs/long') return { ...running, id: 'long', status: long };
    if (route === 'models') return { models: [{ name: 'churn' }] };
    if (route.startsWith('jobs?')) return { jobs: [running, hopeless, refused] };
    if (route === 'jobs/night/report') return report;
    if (route === 'jobs/hopeless') return hopeless;
    if (route === 'jobs/hopeless/report') return emptyReport;
    return route === 'jobs/night' ? (asked++ === 0 ? running : ended) : undefined;
  });
}, 60_000);
afterAll(() => server.close());

describe('the page of a job', () => {
  test('shows how far it is, and its report once it is over', async () => {
    const { page, complaints } = await open(`${server.url}job?id=night`);
    await page.waitForSelector('progress');
    expect(await readAttribute(page, 'progress', 'value')).toBe('405');
    expect(await readTexts(page, '#job .quiet')).toContain(
      '405 of 1,000 records, 5 failed, 4 of 10 chunks, 200 records a second, 3 s left',
    );
    await page.waitForSelector('.histogram');
    expect(await readTexts(page, '#status')).toEqual(['Succeeded']);
    expect(await readTexts(page, 'h2')).toEqual([
      ...['Errors by cause', 'Predictions', 'By segment', 'Inputs against the training table'],
      ...['Slowest chunks', 'Cost'],
    ]);
    expect(await readAttribute(page, '.histogram svg', 'aria-label')).toBe(
      'Histogram of probability from 0 to 1; the most, 700, are from 0 to 0.5',
    );
    // The second bar is as high as its count says: 295 of 700.
    const heights: unknown = await page.evaluate(
      `Array.from(document.querySelectorAll('.histogram rect'), (bar) => bar.getBoundingClientRect().height)`,
    );
    const [first = 0, second = 0] = heights as number[];
    expect(second / first).toBeCloseTo(295 / 700, 2);
    const cells = await readTexts(page, 'section td');
    expect(cells).toContain('Row 7: Cannot <b>score</b>');
    expect(cells).toEqual(expect.arrayContaining(['0.310', '0 % to 20 %', '19.6 %', '0.00050 USD']));
    expect(await readOverflow(page)).toBe(0);
    expect(complaints).toEqual([]);
  }, 60_000);

  test('tells of one in which nothing could be scored that it is bad, and leaves out what its report is empty of', async () => {
    const { page, complaints } = await open(`${server.url}job?id=hopeless`);
    await page.waitForSelector('h2');
    expect(await readTexts(page, '#status.bad')).toEqual(['Succeeded']);
    expect(await readTexts(page, '#reason')).toEqual(['none of 200 records could be scored']);
    expect(await readTexts(page, '.warning')).toEqual(['The last line has no end']);
    expect(await readTexts(page, 'h2')).toEqual(['Errors by cause']);
    expect(complaints).toEqual([]);
  }, 60_000);

  test('has the buttons that its status allows: cancel while it runs, resume and retry once it does not', async () => {
    const { page, complaints } = await open(`${server.url}job?id=long`);
    await page.waitForSelector('#actions button');
    expect(await readTexts(page, '#actions button')).toEqual(['Cancel']);
    await page.click('#actions [data-action=cancel]');
    await page.waitForSelector('#actions [data-action=resume]');
    expect(await readTexts(page, '#status')).toEqual(['Canceled']);
    expect(await readTexts(page, '#actions button')).toEqual(['Resume', 'Retry']);
    await page.click('#actions [data-action=resume]');
    await page.waitForSelector('progress');
    expect(await readTexts(page, '#actions button')).toEqual(['Cancel']);
    expect(posted).toEqual(['jobs/long/cancel', 'jobs/long/resume']);
    expect(complaints).toEqual([]);
  }, 60_000);

  test('leads to the jobs where its address names none', async () => {
    const { page, complaints } = await open(`${server.url}job`);
    expect(await readTexts(page, 'main')).toEqual(['Job\n\nThe address names no job: pick one of the jobs.']);
    expect(await readAttribute(page, '#job a', 'href')).toBe('jobs');
    expect(complaints).toEqual([]);
  }, 60_000);

  test('is led to by the list of jobs', async () => {
    const { page, complaints } = await open(`${server.url}jobs`);
    await page.waitForSelector('#jobs a');
    expect(await readAttribute(page, '#jobs a', 'href')).toBe('job?id=night');
    expect(await readTexts(page, '#jobs tbody td')).toEqual(
      expect.arrayContaining(['night', 'churn', 'Running', '1,000', '5']),
    );
    expect(await readTexts(page, '#jobs .input')).toEqual(['night.csv', 'night.csv', 'narrow.csv']);
    expect(await readAttribute(page, '#jobs tr:nth-child(3) .input', 'title')).toBe(
      'batch-input/churn/old/narrow.csv',
    );
    expect(await readAttribute(page, '#jobs .reason', 'title')).toBe('none of 200 records could be scored');
    expect(await readTexts(page, '#jobs .bad')).toEqual(['Succeeded', 'Failed']);
    expect(await readTexts(page, '#jobs .reason')).toEqual([
      'none of 200 records could be scored',
      `Cannot read it: "${'tenure'.repeat(200)}" is missing`,
    ]);
    // A name of a thousand letters in a reason pushes no column out of sight.
    expect(
      await page.evaluate(
        `{ const box = document.querySelector('#jobs .table'); box.scrollWidth - box.clientWidth }`,
      ),
    ).toBe(0);
    expect(await readOverflow(page)).toBe(0);
    expect(complaints).toEqual([]);
  }, 60_000);
});
