import { describe, expect, test } from '@jest/globals';
import { createSharedListings } from '../../src/jobs/recent-listings.ts';
import type { LedgerEntry } from '../../src/jobs/ledger.ts';

const job = { id: 'j', model: 'm', createdAt: '2026-01-01T00:00:00.000Z' };

function createSlowLedger() {
  const begun: { readonly end: (chunk: number) => void; readonly fail: () => void }[] = [];
  const list = () =>
    new Promise<readonly LedgerEntry[]>((resolve, reject) => {
      const entry = {
        records: 1,
        succeeded: 1,
        failed: 0,
        bytes: 1,
        sha256: '',
        attempt: 1,
        ms: 1,
        charge: 0,
      };
      begun.push({
        end: (chunk) => resolve([{ ...entry, errorBytes: 0, chunk }]),
        fail: () => reject(new Error('no storage')),
      });
    });
  return { begun, list };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('createSharedListings()', () => {
  test('lets those who ask while it lists share the next listing, which began after they asked', async () => {
    const { begun, list } = createSlowLedger();
    const ask = createSharedListings({ list });
    const first = ask(job);
    await settle();
    const others = [ask(job), ask(job), ask(job)];
    await settle();
    expect(begun).toHaveLength(1);
    begun[0]?.end(1);
    expect(await first).toMatchObject([{ chunk: 1 }]);
    await settle();
    expect(begun).toHaveLength(2);
    begun[1]?.end(2);
    for (const listing of await Promise.all(others)) expect(listing).toMatchObject([{ chunk: 2 }]);
  });

  test('lists again after a listing that failed', async () => {
    const { begun, list } = createSlowLedger();
    const ask = createSharedListings({ list });
    const first = ask(job);
    await settle();
    const second = ask(job);
    begun[0]?.fail();
    await expect(first).rejects.toThrow('no storage');
    await settle();
    begun[1]?.end(2);
    expect(await second).toMatchObject([{ chunk: 2 }]);
  });

  test('keeps jobs apart', async () => {
    const { begun, list } = createSlowLedger();
    const ask = createSharedListings({ list });
    void ask(job);
    void ask({ ...job, id: 'k' });
    await settle();
    expect(begun).toHaveLength(2);
  });
});
