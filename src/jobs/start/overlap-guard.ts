import { ScoringError } from '../../scoring/scoring-error.ts';
import { activeStatuses, type Job } from '../job.ts';
import type { JobStore } from '../job-store.ts';

export interface OverlapGuardDependencies {
  readonly jobs: Pick<JobStore, 'list' | 'delete'>;
  readonly cancel: (id: string) => Promise<Job>;
}

/** Jobs that run at once, of one model and status; what is above is not looked at. */
const maxRivals = 1000;

/**
 * Keeps a job that was just recorded from running beside an older one on the same input, as its settings say: `join` gives
 * the older one in its place, `skip` refuses it with `Conflict`, `replace` cancels the older one. Of two at once the record
 * that is older by time and id goes first, so that they never both give way.
 */
export function createOverlapGuard({ jobs, cancel }: OverlapGuardDependencies) {
  return async (job: Job): Promise<Job> => {
    const rule = job.settings.on_conflict ?? 'allow';
    if (rule === 'allow') return job;
    const rivals = await findOlderRivals(jobs, job);
    const [oldest] = rivals;
    if (oldest === undefined) return job;
    if (rule === 'replace') {
      for (const rival of rivals) await cancelUnlessEnded(cancel, rival.id);
      return job;
    }
    await jobs.delete(job.id);
    if (rule === 'join') return oldest;
    throw new ScoringError(
      'Conflict',
      `Cannot start job "${job.id}": job "${oldest.id}" scores the same input`,
    );
  };
}

async function findOlderRivals(jobs: Pick<JobStore, 'list'>, job: Job): Promise<readonly Job[]> {
  const pages = await Promise.all(
    activeStatuses.map((status) => jobs.list({ model: job.model, status, limit: maxRivals })),
  );
  return pages
    .flatMap((page) => page.jobs)
    .filter((other) => other.input.path === job.input.path && toAge(other) < toAge(job))
    .sort((a, b) => (toAge(a) < toAge(b) ? -1 : 1));
}

function toAge({ createdAt, id }: Job): string {
  return `${createdAt}|${id}`;
}

async function cancelUnlessEnded(cancel: OverlapGuardDependencies['cancel'], id: string): Promise<void> {
  try {
    await cancel(id);
  } catch (thrown) {
    const isOver =
      thrown instanceof ScoringError && (thrown.code === 'Conflict' || thrown.code === 'JobNotFound');
    if (!isOver) throw thrown;
  }
}
