import { afterEach, describe, expect, test } from '@jest/globals';
import { createWriterRoster } from '../../src/jobs/writer-roster.ts';
import { waitUntil } from '../e2e/support/processes.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';

const leaving: (() => void)[] = [];
afterEach(() => leaving.splice(0).forEach((leave) => leave()));

function createInstances(blobs: ReturnType<typeof createMemoryBlobStore>, names: readonly string[]) {
  return names.map((instance) => createWriterRoster({ blobs, instance, intervalMs: 20 }));
}

async function listSigns(blobs: ReturnType<typeof createMemoryBlobStore>): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of blobs.list('job-state', '.writers/')) names.push(name);
  return names;
}

describe('createWriterRoster()', () => {
  test('counts one writer where no other is', () => {
    const [alone] = createInstances(createMemoryBlobStore(), ['a']);
    expect(alone?.writers()).toBe(1);
  });

  test('counts the instances that write, however many writers each has', async () => {
    const blobs = createMemoryBlobStore();
    const instances = createInstances(blobs, ['a', 'b', 'c']);
    for (const roster of instances) leaving.push(roster.enter(), roster.enter());
    await waitUntil('all see three', () =>
      Promise.resolve(instances.every((r) => r.writers() === 3) || undefined),
    );
  });

  test('forgets an instance that leaves', async () => {
    const blobs = createMemoryBlobStore();
    const [first, second] = createInstances(blobs, ['a', 'b']);
    leaving.push(first?.enter() ?? (() => undefined));
    const leave = second?.enter();
    await waitUntil('both are seen', () => Promise.resolve(first?.writers() === 2 || undefined));
    leave?.();
    await waitUntil('one is left', () => Promise.resolve(first?.writers() === 1 || undefined));
    expect(await listSigns(blobs)).toEqual(['.writers/a']);
  });

  test('takes away the sign of an instance that was killed', async () => {
    const blobs = createMemoryBlobStore();
    const seen = String(Date.now() - 60_000);
    await blobs.write({ container: 'job-state', name: '.writers/dead' }, '', { metadata: { seen } });
    const [roster] = createInstances(blobs, ['a']);
    leaving.push(roster?.enter() ?? (() => undefined));
    const gone = async () => ((await listSigns(blobs)).includes('.writers/dead') ? undefined : true);
    await waitUntil('it is gone', gone);
    expect(roster?.writers()).toBe(1);
  });
});
