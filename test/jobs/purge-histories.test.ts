import { describe, expect, test } from '@jest/globals';
import { createHistoryPurge } from '../../src/jobs/control/purge-histories.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';

const dayMs = 86_400_000;
const start = Date.parse('2026-11-22T10:00:00.000Z');
const clock = { ms: start };
const signal = new AbortController().signal;

function open() {
  clock.ms = start;
  const blobs = createMemoryBlobStore();
  const spans: { readonly from: number; readonly to: number }[] = [];
  const purgeHistories = createHistoryPurge({ blobs, now: () => new Date(clock.ms), historyDays: 3 });
  const purge = async (from: Date, to: Date) => {
    spans.push({ from: from.getTime(), to: to.getTime() });
    return 2;
  };
  return { blobs, spans, purgeHistories, purge };
}

describe('createHistoryPurge()', () => {
  test('purges up to the age in slices of six hours, without a gap', async () => {
    const { spans, purgeHistories, purge } = open();
    const report = await purgeHistories(purge, signal);
    expect(report).toEqual({ deleted: 240, upTo: new Date(start - 3 * dayMs) });
    expect(spans).toHaveLength(120);
    expect(spans.slice(1).map(({ from }) => from)).toEqual(spans.slice(0, -1).map(({ to }) => to));
    expect(Math.max(...spans.slice(1).map(({ from, to }) => to - from))).toBe(dayMs / 4);
  });

  test('goes on the next time where it was, and looks again at what may have ended since', async () => {
    const { spans, purgeHistories, purge } = open();
    await purgeHistories(purge, signal);
    spans.length = 0;
    clock.ms += 3_600_000;
    expect(await purgeHistories(purge, signal)).toMatchObject({ deleted: 2 });
    expect(spans).toEqual([{ from: start - 33 * dayMs, to: start - 3 * dayMs + 3_600_000 }]);
    expect(await purgeHistories(purge, signal)).toMatchObject({ deleted: 0 });
  });

  test('stops when its time is over, and goes on there', async () => {
    const { spans, purgeHistories, purge } = open();
    const abort = new AbortController();
    await purgeHistories(async (from, to) => {
      abort.abort();
      return purge(from, to);
    }, abort.signal);
    expect(spans).toHaveLength(1);
    await purgeHistories(purge, signal);
    expect(spans).toHaveLength(120);
  });

  test('halves a slice that fails', async () => {
    const { spans, purgeHistories, purge } = open();
    const failing = () => Promise.reject(new Error('timed out'));
    await expect(purgeHistories(failing, signal)).rejects.toThrow('timed out');
    await expect(purgeHistories(failing, signal)).rejects.toThrow('timed out');
    await purgeHistories(purge, signal);
    const [first] = spans;
    expect(first).toEqual({ from: start - 63 * dayMs, to: start - 33 * dayMs + 90 * 60_000 });
  });

  test('begins anew when its cursor cannot be read', async () => {
    const { blobs, spans, purgeHistories, purge } = open();
    await blobs.write({ container: 'job-state', name: '.purge/cursor.json' }, '{"upTo":1');
    await purgeHistories(purge, signal);
    expect(spans).toHaveLength(120);
  });
});
