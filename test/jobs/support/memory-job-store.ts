import type { Job } from '../../../src/jobs/job.ts';
import type { JobStore } from '../../../src/jobs/job-store.ts';

/** Job records in memory. */
export function createMemoryJobStore(): JobStore {
  const jobs = new Map<string, Job>();
  const sortKey = (job: Job) => `${job.createdAt}|${job.id}`;
  return {
    createIfAbsent: async (job) => {
      const existing = jobs.get(job.id);
      if (existing === undefined) jobs.set(job.id, job);
      return { job: existing ?? job, created: existing === undefined };
    },
    read: async (id) => jobs.get(id),
    update: async (id, change) => {
      const found = jobs.get(id);
      const changed = (found && change(found)) ?? found;
      if (changed !== undefined) jobs.set(id, changed);
      return changed;
    },
    list: async ({ model, status, createdBefore, keepsState, limit, next }) => {
      const found = [...jobs.values()]
        .filter((job) => (model ?? job.model) === job.model && (status ?? job.status) === job.status)
        .filter((job) => createdBefore === undefined || sortKey(job) < createdBefore)
        .filter((job) => keepsState === undefined || job.stateRemovedAt === undefined)
        .filter((job) => next === undefined || sortKey(job) < next)
        .sort((a, b) => (sortKey(a) < sortKey(b) ? 1 : -1));
      const page = found.slice(0, limit);
      return { jobs: page, ...(found.length > limit && { next: sortKey(page.at(-1)!) }) };
    },
    delete: async (id) => void jobs.delete(id),
  };
}
