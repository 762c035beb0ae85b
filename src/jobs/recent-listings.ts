import { type JobLife, stateFolder } from './job-paths.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';
import { createRecentCache } from './recent-cache.ts';

export interface RecentListingsDependencies {
  readonly ledger: Pick<Ledger, 'list'>;
  readonly now: () => Date;
}

export type ListLedger = (job: JobLife) => Promise<readonly LedgerEntry[]>;

const maxAgeMs = 1_000;
/** A tenth of the time at most goes into listing, however many chunks there are and whoever asks. */
const ageByCost = 9;
const maxListings = 64;

/** Lists the ledger of a job as it was a moment ago: each listing costs storage as much as some chunks do, and of many chunks seconds. */
export function createRecentListings({ ledger, now }: RecentListingsDependencies): ListLedger {
  const listings = createRecentCache<readonly LedgerEntry[]>({
    maxEntries: maxListings,
    ...{ maxAgeMs, ageByCost, now },
  });
  return (job) => listings(stateFolder(job), () => ledger.list(job));
}

/** Lists the ledger of a job as it is: those who ask while another listing runs share the next one, so that one runs at a time. */
export function createSharedListings(ledger: Pick<Ledger, 'list'>): ListLedger {
  const running = new Map<string, Promise<unknown>>();
  const waiting = new Map<string, ReturnType<ListLedger>>();

  const begin = async (folder: string, job: JobLife): ReturnType<ListLedger> => {
    await running.get(folder);
    waiting.delete(folder);
    const listing = ledger.list(job);
    const settled = listing.then(
      () => running.delete(folder),
      () => running.delete(folder),
    );
    running.set(folder, settled);
    return listing;
  };

  return (job) => {
    const folder = stateFolder(job);
    const next = waiting.get(folder) ?? begin(folder, job);
    waiting.set(folder, next);
    return next;
  };
}
