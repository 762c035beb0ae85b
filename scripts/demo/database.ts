import { CosmosClient } from '@azure/cosmos';
import { mapBounded } from '../../src/jobs/map-bounded.ts';

// The key that every database emulator takes.
const key = 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';
const writesAtOnce = 32;

export interface DemoDatabase {
  /** Writes documents to a container; one with the same id is replaced. */
  readonly fill: (container: string, documents: readonly { readonly id: string }[]) => Promise<void>;
}

/** The database of this machine. */
export function createDatabase(cosmosPort: number): DemoDatabase {
  const client = new CosmosClient({ endpoint: `http://127.0.0.1:${cosmosPort}`, key });
  return {
    fill: async (container, documents) => {
      const { items } = client.database('onscore').container(container);
      await mapBounded(documents, writesAtOnce, (document) => items.upsert(document));
    },
  };
}
