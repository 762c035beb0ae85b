import type { Database } from '@azure/cosmos';
import type { JobQuery, QuerySource } from '../jobs/input/job-query.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { cosmosStatusOf, toCosmosError } from './cosmos-error.ts';

const pageRows = 1000;

/** Queries containers of a database, in pages, by the identity of the app; the query language itself cannot write. */
export function createCosmosQuerySource(database: Pick<Database, 'container'>): QuerySource {
  return async function* (query) {
    const { container, query: text, parameters = [] } = query;
    const spec = { query: text, parameters: parameters.map(({ name, value }) => ({ name, value })) };
    const pages = database
      .container(container)
      .items.query<unknown>(spec, { maxItemCount: pageRows })
      .getAsyncIterator();
    try {
      for await (const { resources } of pages) yield resources;
    } catch (thrown) {
      throw toQueryError(query, thrown);
    }
  };
}

function toQueryError({ container }: JobQuery, thrown: unknown): ScoringError {
  const doing = `Cannot read the query of container "${container}"`;
  const status = cosmosStatusOf(thrown);
  if (status === 400) return refuse(`${doing}: the database refuses it`, thrown);
  if (status === 403) return refuse(`${doing}: this app may not read it`, thrown);
  if (status === 404) return refuse(`${doing}: it is not there`, thrown);
  return toCosmosError(thrown, doing);
}

function refuse(message: string, cause: unknown): ScoringError {
  return new ScoringError('InvalidInput', message, { cause });
}
