import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createLoggedJobEvents } from '../../src/functions/observe/logged-job-events.ts';
import type { Job } from '../../src/jobs/job.ts';

const job = { id: 'churn-0123', status: 'Failed', error: 'Cannot read the table: it is empty' } as Job;

describe('createLoggedJobEvents()', () => {
  test('logs a job that failed, and no other', async () => {
    const lines: string[] = [];
    const events = createLoggedJobEvents((line) => lines.push(line));
    await events.finished(job);
    await events.finished({ ...job, status: 'Succeeded' });
    expect(lines).toEqual(['Job churn-0123 is Failed: Cannot read the table: it is empty']);
  });

  test('logs the line that the alert looks for', async () => {
    const file = path.join(import.meta.dirname, '../../infra/modules/alerts.bicep');
    const [, pattern = ''] = /matches regex @"([^"]+)"/.exec(await readFile(file, 'utf8')) ?? [];
    expect('Job churn-0123 is Failed: Cannot read the table: it is empty').toMatch(
      new RegExp(pattern.replaceAll('\\\\', '\\')),
    );
  });
});
