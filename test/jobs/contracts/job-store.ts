import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Job } from '../../../src/jobs/job.ts';
import { defaultJobSettings } from '../../../src/jobs/job-settings.ts';
import type { JobStore } from '../../../src/jobs/job-store.ts';

export function aJob(id: string, changes: Partial<Job> = {}): Job {
  return {
    id,
    model: 'churn',
    version: '1',
    status: 'Queued',
    trigger: { kind: 'http', requestId: 'r' },
    input: { path: 'batch-input/churn/a.csv', etag: '"0x1"', bytes: 10 },
    records: { total: 0, succeeded: 0, failed: 0 },
    chunks: { total: 0, done: 0, failed: 0 },
    settings: defaultJobSettings,
    createdAt: '2026-11-22T10:00:00.000Z',
    attempt: 1,
    ...changes,
  };
}

const ids = ({ jobs }: { readonly jobs: readonly Job[] }) => jobs.map((job) => job.id);

/** What every job store has to do. */
export function describeJobStore(name: string, open: () => JobStore): void {
  describe(`${name} as a job store`, () => {
    let jobs: JobStore;
    beforeAll(() => {
      jobs = open();
    });

    test('gives back what was created, and undefined for what was not', async () => {
      const job = aJob('created', { error: 'Cannot', outputs: { errors: '/e', manifest: '/m' } });
      expect(await jobs.createIfAbsent(job)).toEqual({ job, created: true });
      expect(await jobs.read('created')).toEqual(job);
      expect(await jobs.read('unknown')).toBeUndefined();
    });

    test('creates an id once, and gives the first job to whoever comes later', async () => {
      const first = aJob('once', { model: 'first' });
      const results = await Promise.all([
        jobs.createIfAbsent(first),
        ...[1, 2, 3].map(() => jobs.createIfAbsent(first)),
      ]);
      expect(results.filter((result) => result.created)).toHaveLength(1);
      const later = await jobs.createIfAbsent(aJob('once', { model: 'second' }));
      expect(later).toEqual({ job: first, created: false });
    });

    test('loses no update of several at once', async () => {
      await jobs.createIfAbsent(aJob('counted'));
      const add = () =>
        jobs.update('counted', (job) => ({
          ...job,
          records: { ...job.records, total: job.records.total + 1 },
        }));
      await Promise.all(Array.from({ length: 8 }, add));
      expect((await jobs.read('counted'))?.records.total).toBe(8);
    });

    test('leaves a job where the change says nothing, and tells of none', async () => {
      const job = aJob('left');
      await jobs.createIfAbsent(job);
      expect(await jobs.update('left', () => undefined)).toEqual(job);
      expect(await jobs.update('unknown', (found) => found)).toBeUndefined();
    });

    test('lists those created before a time, and those whose state is kept', async () => {
      const model = 'dated';
      for (const day of [1, 2, 3]) {
        const createdAt = `2026-11-0${day}T10:00:00.000Z`;
        const removed = day === 1 ? { stateRemovedAt: '2026-11-09T10:00:00.000Z' } : {};
        await jobs.createIfAbsent(aJob(`dated-${day}`, { model, createdAt, ...removed }));
      }
      const createdBefore = '2026-11-03T10:00:00.000Z';
      expect(ids(await jobs.list({ model, createdBefore, limit: 10 }))).toEqual(['dated-2', 'dated-1']);
      expect(ids(await jobs.list({ model, createdBefore, keepsState: true, limit: 10 }))).toEqual([
        'dated-2',
      ]);
    });

    test('deletes, also what another deletes at the same time', async () => {
      await jobs.createIfAbsent(aJob('deleted'));
      await Promise.all([1, 2, 3].map(() => jobs.delete('deleted')));
      expect(await jobs.read('deleted')).toBeUndefined();
    });

    test('lists the newest first, by model and status, page by page', async () => {
      const model = 'listed';
      for (const n of [3, 1, 5, 2, 4]) {
        const createdAt = `2026-11-22T10:00:0${n}.000Z`;
        await jobs.createIfAbsent(
          aJob(`listed-${n}`, { model, createdAt, status: n % 2 === 0 ? 'Failed' : 'Queued' }),
        );
      }
      expect(ids(await jobs.list({ model, limit: 10 }))).toEqual([5, 4, 3, 2, 1].map((n) => `listed-${n}`));
      expect(ids(await jobs.list({ model, status: 'Failed', limit: 10 }))).toEqual(['listed-4', 'listed-2']);
      const first = await jobs.list({ model, limit: 2 });
      expect(ids(first)).toEqual(['listed-5', 'listed-4']);
      const second = await jobs.list({ model, limit: 2, next: first.next! });
      expect(ids(second)).toEqual(['listed-3', 'listed-2']);
      const third = await jobs.list({ model, limit: 2, next: second.next! });
      expect(third).toMatchObject({ jobs: [{ id: 'listed-1' }] });
      expect(third.next).toBeUndefined();
    });
  });
}
