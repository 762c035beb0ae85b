import type { Container, CosmosClient, Database, FeedOptions, SqlQuerySpec } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CosmosGateway } from '../../../local/cosmos/start-cosmos-gateway.ts';
import { startCosmosGateway } from '../../../local/cosmos/start-cosmos-gateway.ts';
import { openClient, refused } from './cosmos-client.ts';

let gateway: CosmosGateway;
let client: CosmosClient;
let database: Database;
let container: Container;

/** s0 .. s59 in three partitions: n counts up, types alternate, each has one tag of five. */
beforeAll(async () => {
  gateway = await startCosmosGateway({ file: undefined, port: 0 });
  client = openClient(gateway);
  ({ database } = await client.databases.create({ id: 'db' }));
  ({ container } = await database.containers.create({ id: 'items', partitionKey: { paths: ['/pk'] } }));
  const document = (i: number) => ({
    id: `s${i}`,
    pk: `P${i % 3}`,
    n: i,
    type: i % 2 === 0 ? 'even' : 'odd',
    nested: { tags: [`t${i % 5}`] },
  });
  await Promise.all(Array.from({ length: 60 }, (_, i) => container.items.create(document(i))));
});

afterAll(async () => {
  client.dispose();
  await gateway.stop();
});

const ask = async (query: string | SqlQuerySpec, options?: FeedOptions): Promise<readonly unknown[]> =>
  (await container.items.query<unknown>(query, options).fetchAll()).resources;

describe('startCosmosGateway() queries', () => {
  test('a query with parameters reads one partition', async () => {
    const query = {
      query: 'SELECT * FROM c WHERE c.n >= @min AND c.pk=@p',
      parameters: [
        { name: '@min', value: 30 },
        { name: '@p', value: 'P0' },
      ],
    };
    expect(await ask(query, { partitionKey: 'P0' })).toHaveLength(10);
    expect(await ask(query, { partitionKey: 'P1' })).toHaveLength(0);
  });

  test('a query reads all partitions and picks properties', async () => {
    const rows = await ask(
      'SELECT c.id, c.n AS number FROM c WHERE c.type = "odd" AND STARTSWITH(c.id, "s5")',
    );
    expect(rows).toHaveLength(6);
    expect(rows).toContainEqual({ id: 's59', number: 59 });
  });

  test('ORDER BY sorts within and across partitions', async () => {
    const one = await ask('SELECT VALUE c.n FROM c ORDER BY c.n DESC', { partitionKey: 'P1' });
    const all = await ask('SELECT VALUE c.n FROM c ORDER BY c.n DESC');
    const two = await ask('SELECT VALUE c.id FROM c ORDER BY c.type ASC, c.n DESC');
    expect([one.length, one[0], one.at(-1)]).toEqual([20, 58, 1]);
    expect([all.length, all[0], all.at(-1)]).toEqual([60, 59, 0]);
    expect([two[0], two.at(-1)]).toEqual(['s58', 's1']);
  });

  test('OFFSET LIMIT and TOP bound the result', async () => {
    expect(await ask('SELECT VALUE c.n FROM c ORDER BY c.n OFFSET 5 LIMIT 3')).toEqual([5, 6, 7]);
    expect(await ask('SELECT TOP 4 c.id FROM c')).toHaveLength(4);
    expect(await ask('SELECT TOP 1 * FROM c')).toHaveLength(1);
    expect(
      await ask({
        query: 'SELECT TOP @top VALUE c.n FROM c ORDER BY c.n',
        parameters: [{ name: '@top', value: 2 }],
      }),
    ).toEqual([0, 1]);
  });

  test('aggregates count, sum and compare', async () => {
    expect(await ask('SELECT VALUE COUNT(1) FROM c', { partitionKey: 'P0' })).toEqual([20]);
    expect(await ask('SELECT VALUE COUNT(1) FROM c')).toEqual([60]);
    expect(await ask('SELECT VALUE AVG(c.n) FROM c')).toEqual([29.5]);
    expect(await ask('SELECT SUM(c.n) AS sum, MIN(c.n) AS min, MAX(c.n) AS max FROM c')).toEqual([
      { sum: 1770, min: 0, max: 59 },
    ]);
    expect(await ask('SELECT VALUE COUNT(1) FROM c WHERE c.n > 1000')).toEqual([0]);
  });

  test('GROUP BY gives a row a group', async () => {
    expect(
      await ask('SELECT c.type, COUNT(1) AS cnt FROM c GROUP BY c.type', { partitionKey: 'P0' }),
    ).toEqual([
      { type: 'even', cnt: 10 },
      { type: 'odd', cnt: 10 },
    ]);
    expect(await ask('SELECT c.pk, COUNT(1) AS cnt FROM c GROUP BY c.pk')).toEqual([
      { pk: 'P0', cnt: 20 },
      { pk: 'P1', cnt: 20 },
      { pk: 'P2', cnt: 20 },
    ]);
  });

  test('DISTINCT leaves out repeated rows', async () => {
    expect([...(await ask('SELECT DISTINCT VALUE c.type FROM c'))].sort()).toEqual(['even', 'odd']);
  });

  test('JOIN walks an array, EXISTS and ARRAY look into one', async () => {
    const joined = await ask(
      'SELECT c.id, t AS tag FROM c JOIN t IN c.nested.tags WHERE ARRAY_CONTAINS(c.nested.tags, "t1") AND c.pk="P1"',
    );
    const existing = await ask(
      'SELECT VALUE c.id FROM c WHERE EXISTS(SELECT VALUE t FROM t IN c.nested.tags WHERE t = "t1") AND c.n < 10',
    );
    const arrays = await ask(
      'SELECT VALUE ARRAY(SELECT VALUE CONCAT(t, "!") FROM t IN c.nested.tags) FROM c WHERE c.id = "s7"',
    );
    expect(joined).toEqual(['s1', 's16', 's31', 's46'].map((id) => ({ id, tag: 't1' })));
    expect([...existing].sort()).toEqual(['s1', 's6']);
    expect(arrays).toEqual([['t2!']]);
  });

  test('IN, IS_DEFINED, BETWEEN, LIKE, NOT and ?? filter', async () => {
    expect(
      await ask('SELECT c.id FROM c WHERE c.id IN ("s1","s2") AND IS_DEFINED(c.n) AND c.n BETWEEN 0 AND 5'),
    ).toHaveLength(2);
    expect(await ask('SELECT c.id FROM c WHERE c.id LIKE "s1%" AND NOT c.type = "odd"')).toHaveLength(5);
    expect(await ask('SELECT VALUE c.none ?? "default" FROM c WHERE c.id = "s1"')).toEqual(['default']);
    expect(await ask('SELECT VALUE c.n NOT IN (1, 2) ? "a" : "b" FROM c WHERE c.id = "s1"')).toEqual(['b']);
    expect(await ask('SELECT VALUE {"a": c.n, "b": [c.n + 1, c.none]} FROM c WHERE c.id = "s1"')).toEqual([
      { a: 1, b: [2] },
    ]);
  });

  test('continuation tokens give each row once, in one partition, across and with ORDER BY', async () => {
    const pagesOf = async (query: string, options: FeedOptions): Promise<readonly number[]> => {
      const lengths: number[] = [];
      let continuationToken: string | undefined;
      do {
        const page = await container.items
          .query(query, { ...options, ...(continuationToken === undefined ? {} : { continuationToken }) })
          .fetchNext();
        lengths.push(page.resources.length);
        continuationToken = page.continuationToken;
      } while (continuationToken);
      return lengths;
    };
    expect(await pagesOf('SELECT * FROM c', { partitionKey: 'P0', maxItemCount: 7 })).toEqual([7, 7, 6]);
    expect(await pagesOf('SELECT * FROM c', { maxItemCount: 25 })).toEqual([25, 25, 10]);
    expect(await pagesOf('SELECT * FROM c ORDER BY c.n', { maxItemCount: 30 })).toEqual([30, 30]);
    // With query control the client itself ends with an empty page.
    expect(await pagesOf('SELECT * FROM c', { maxItemCount: 25, enableQueryControl: true })).toEqual([
      25, 25, 10, 0,
    ]);
  });

  test('readAll reads everything', async () => {
    expect((await container.items.readAll({ maxItemCount: 50 }).fetchAll()).resources).toHaveLength(60);
  });

  test('what a query cannot do is a 400 that names it', async () => {
    const messageOf = async (query: string) =>
      (await refused(container.items.query(query).fetchAll())).message;
    expect(await messageOf('SELECT * FROM c WHERE VECTORDISTANCE(c.v, [1]) > 0')).toBe(
      'Cannot run the query: "VECTORDISTANCE" is not a function that is supported here',
    );
    expect(await messageOf('SELECT * FROM c WHERE')).toBe('Cannot read the query: it ends too early');
    expect(await messageOf('SELEC * FROM c')).toBe('Cannot read the query: syntax error near "SELEC"');
    expect(await messageOf('SELECT * FROM c WHERE c.n = #')).toBe(
      'Cannot read the query at position 28: unexpected "#"',
    );
    expect(await messageOf('SELECT * FROM c WHERE d.n = 1')).toBe(
      'Cannot run the query: identifier "d" could not be resolved',
    );
    expect(await messageOf('SELECT * FROM c WHERE c.n = @x')).toBe(
      'Cannot run the query: parameter "@x" could not be resolved',
    );
    expect(await messageOf('SELECT * FROM c JOIN t IN c.nested.tags')).toBe(
      "'SELECT *' is only valid with a single input set.",
    );
  });

  test('ORDER BY is refused without its index where the container has an indexing policy', async () => {
    const { container: indexed } = await database.containers.create({
      id: 'indexed',
      partitionKey: { paths: ['/pk'] },
      indexingPolicy: {
        includedPaths: [{ path: '/a/?' }, { path: '/b/?' }, { path: '/c/?' }],
        excludedPaths: [{ path: '/*' }],
        compositeIndexes: [
          [
            { path: '/a', order: 'ascending' },
            { path: '/b', order: 'descending' },
          ],
        ],
      },
    });
    const outcomeOf = async (order: string) =>
      refused(indexed.items.query(`SELECT * FROM c ORDER BY ${order}`).fetchAll());
    expect((await outcomeOf('c.a DESC, c.b ASC')).code).toBe(0);
    expect(await outcomeOf('c.a, c.c')).toEqual({
      code: 400,
      message: 'The order by query does not have a corresponding composite index that it can be served from.',
    });
    expect(await outcomeOf('c.other')).toEqual({
      code: 400,
      message: 'The index path corresponding to the specified order-by item is excluded.',
    });
  });

  test('a query costs 2.3 request units and more with what it reads', async () => {
    const none = await container.items.query('SELECT * FROM c', { partitionKey: 'none' }).fetchNext();
    const one = await container.items
      .query('SELECT * FROM c WHERE c.id = "s0"', { partitionKey: 'P0' })
      .fetchNext();
    const all = await container.items.query('SELECT * FROM c').fetchNext();
    expect(none.requestCharge).toBe(2.3);
    expect(one.requestCharge).toBe(2.79);
    expect(all.requestCharge).toBeGreaterThan(4);
  });
});
