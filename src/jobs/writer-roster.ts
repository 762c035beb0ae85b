import type { BlobStore } from './blob-store.ts';

export interface WriterRosterOptions {
  readonly blobs: Pick<BlobStore, 'write' | 'list' | 'delete'>;
  /** Names this instance of the app; no two have the same. */
  readonly instance: string;
  readonly intervalMs?: number;
  readonly now?: () => number;
}

/** Which instances of the app write predictions at present: what they may spend together is divided among them. */
export interface WriterRoster {
  /** This instance counts as a writer until the function that it gives is called. */
  readonly enter: () => () => void;
  /** Instances that write, this one included: what was found at the last look. */
  readonly writers: () => number;
}

const container = 'job-state';
/** No job's id begins with a dot. */
const prefix = '.writers/';
const defaultIntervalMs = 5000;
/** Intervals after which an instance that says no more counts no longer, and after which its sign is taken away. */
const missedIntervals = 3;
const lostIntervals = 20;

/** Signs in by a small blob an instance, renewed while it writes. Storage out of reach leaves the number as it was. */
export function createWriterRoster({
  blobs,
  instance,
  intervalMs = defaultIntervalMs,
  now = Date.now,
}: WriterRosterOptions): WriterRoster {
  const own = { container, name: `${prefix}${instance}` };
  let active = 0;
  let found = 1;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    await blobs.write(own, '', { metadata: { seen: String(now()) } });
    let others = 0;
    for await (const { name, metadata } of blobs.list(container, prefix)) {
      if (name === own.name) continue;
      const silentMs = now() - Number(metadata.seen ?? 0);
      if (silentMs > lostIntervals * intervalMs) await blobs.delete({ container, name });
      else if (silentMs <= missedIntervals * intervalMs) others++;
    }
    found = 1 + others;
  }

  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    blobs.delete(own).catch(() => undefined);
  };

  const start = (): void => {
    const tick = (): void => void look().catch(() => undefined);
    tick();
    timer = setInterval(tick, intervalMs).unref();
  };

  return {
    writers: () => found,
    enter: () => {
      if (active++ === 0) start();
      return () => {
        if (--active === 0) stop();
      };
    },
  };
}
