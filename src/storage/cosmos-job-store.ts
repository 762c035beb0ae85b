import type { Container, SqlQuerySpec } from '@azure/cosmos';
import type { Job } from '../jobs/job.ts';
import { parseJob } from '../jobs/start/parse-job.ts';
import type { JobPage, JobQuery, JobStore } from '../jobs/job-store.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { cosmosStatusOf, toCosmosError } from './cosmos-error.ts';

const maxUpdateTries = 20;

/** Keeps job records in a Cosmos DB container with the partition key /id. */
export function createCosmosJobStore(container: Container): JobStore {
  const readDocument = async (id: string) => {
    const { resource, etag, statusCode } = await container.item(id, id).read<object>();
    return statusCode === 404 || resource === undefined ? undefined : { job: parseJob(resource), etag };
  };

  /** Whether the record was still the one that was read. */
  const replace = async (job: Job, etag: string): Promise<boolean> => {
    const accessCondition = { type: 'IfMatch', condition: etag };
    try {
      await container.item(job.id, job.id).replace(toDocument(job), { accessCondition });
      return true;
    } catch (thrown) {
      const status = cosmosStatusOf(thrown);
      if (status === 412 || status === 404) return false;
      throw thrown;
    }
  };

  const store: JobStore = {
    async read(id) {
      return (await readDocument(id))?.job;
    },
    async createIfAbsent(job) {
      try {
        await container.items.create(toDocument(job));
        return { job, created: true };
      } catch (thrown) {
        if (cosmosStatusOf(thrown) !== 409) throw thrown;
        return { job: (await store.read(job.id)) ?? job, created: false };
      }
    },
    async update(id, change) {
      for (let tries = 0; tries < maxUpdateTries; tries++) {
        const found = await readDocument(id);
        if (found === undefined) return undefined;
        const changed = change(found.job);
        if (changed === undefined) return found.job;
        if (await replace(changed, found.etag)) return changed;
      }
      throw new ScoringError(
        'Unavailable',
        `Cannot update job "${id}": others changed it ${maxUpdateTries} times`,
      );
    },
    async list(query) {
      const { resources } = await container.items.query<unknown>(toSql(query)).fetchAll();
      return toPage(resources.map(parseJob), query.limit);
    },
    async delete(id) {
      try {
        await container.item(id, id).delete();
      } catch (thrown) {
        if (cosmosStatusOf(thrown) !== 404) throw thrown;
      }
    },
  };
  return withCosmosErrors(store);
}

/** One sortable value, so that the newest come first without a composite index, and a page goes on where the last ended. */
function toSortKey({ createdAt, id }: Job): string {
  return `${createdAt}|${id}`;
}

function toDocument(job: Job) {
  return { ...job, sort: toSortKey(job), keepsState: job.stateRemovedAt === undefined };
}

function toSql({ model, status, createdBefore, keepsState, limit, next }: JobQuery): SqlQuerySpec {
  const conditions = [
    { sql: 'c.model = @model', name: '@model', value: model },
    { sql: 'c.status = @status', name: '@status', value: status },
    { sql: 'c.keepsState = @keepsState', name: '@keepsState', value: keepsState },
    { sql: 'c.sort < @createdBefore', name: '@createdBefore', value: createdBefore },
    { sql: 'c.sort < @next', name: '@next', value: next && Buffer.from(next, 'base64url').toString() },
  ].filter((condition) => condition.value !== undefined);
  const where =
    conditions.length > 0 ? `WHERE ${conditions.map((condition) => condition.sql).join(' AND ')}` : '';
  return {
    query: `SELECT * FROM c ${where} ORDER BY c.sort DESC OFFSET 0 LIMIT ${limit + 1}`,
    parameters: conditions.map(({ name, value }) => ({ name, value: value ?? null })),
  };
}

function toPage(found: readonly Job[], limit: number): JobPage {
  const jobs = found.slice(0, limit);
  const last = jobs.at(-1);
  if (found.length <= limit || last === undefined) return { jobs };
  return { jobs, next: Buffer.from(toSortKey(last)).toString('base64url') };
}

function withCosmosErrors(store: JobStore): JobStore {
  const guard = async <T>(doing: string, call: Promise<T>): Promise<T> =>
    call.catch((thrown: unknown) => {
      throw toCosmosError(thrown, doing);
    });
  return {
    read: (id) => guard(`Cannot read job "${id}"`, store.read(id)),
    createIfAbsent: (job) => guard(`Cannot create job "${job.id}"`, store.createIfAbsent(job)),
    update: (id, change) => guard(`Cannot update job "${id}"`, store.update(id, change)),
    list: (query) => guard('Cannot list jobs', store.list(query)),
    delete: (id) => guard(`Cannot delete job "${id}"`, store.delete(id)),
  };
}
