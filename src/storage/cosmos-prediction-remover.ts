import type { Container, OperationInput, SqlQuerySpec } from '@azure/cosmos';
import { ScoringError } from '../scoring/scoring-error.ts';
import { type BulkOptions, sendBulk } from './cosmos-bulk.ts';

interface Place {
  readonly id: string;
  readonly key: string;
  readonly _etag: string;
}

const pageItems = 1000;

/** Finds the documents of a job by the index on /job, and deletes those that no later job has replaced meanwhile. */
export function createPredictionRemover(container: Container, { pacer }: Pick<BulkOptions, 'pacer'>) {
  async function findPage(model: string, job: string, limit: number): Promise<readonly Place[]> {
    const query = toQuery('SELECT TOP @limit c.id, c.key, c._etag', { model, job, limit });
    const { resources } = await container.items.query<Place>(query, { maxItemCount: pageItems }).fetchAll();
    return resources;
  }

  return {
    count: async (model: string, job: string): Promise<number> => {
      const query = toQuery('SELECT VALUE COUNT(1)', { model, job });
      const { resources } = await container.items.query<number>(query).fetchAll();
      return resources[0] ?? 0;
    },

    remove: async (model: string, job: string, limit: number): Promise<number> => {
      let removed = 0;
      while (removed < limit) {
        const wanted = Math.min(pageItems, limit - removed);
        const places = await findPage(model, job, wanted);
        const results = await sendBulk(
          container,
          places.map((place) => toDelete(model, place)),
          { pacer },
        );
        removed += results.filter(({ statusCode }) => statusCode === 204).length;
        const refused = results.find(({ statusCode }) => !isSettled(statusCode));
        if (refused !== undefined) throw toRefusal(refused.statusCode);
        if (places.length < wanted) break;
      }
      return removed;
    },
  };
}

function toQuery(
  select: string,
  { model, job, limit }: { readonly model: string; readonly job: string; readonly limit?: number },
): SqlQuerySpec {
  return {
    query: `${select} FROM c WHERE c.model = @model AND c.job = @job`,
    parameters: [
      { name: '@model', value: model },
      { name: '@job', value: job },
      ...(limit === undefined ? [] : [{ name: '@limit', value: limit }]),
    ],
  };
}

function toDelete(model: string, { id, key, _etag }: Place): OperationInput {
  // The service takes the condition; the client's types leave it out.
  const operation = { operationType: 'Delete' as const, id, partitionKey: [model, key], ifMatch: _etag };
  return operation;
}

/** Deleted, gone already, replaced by a later job - or to be found again by the next page. */
function isSettled(status: number): boolean {
  return [204, 404, 412, 429, 449].includes(status);
}

function toRefusal(status: number): ScoringError {
  return new ScoringError('Unavailable', `Cannot delete a prediction: the database answered ${status}`);
}
