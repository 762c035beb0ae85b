import { ChangeFeedStartFrom } from '@azure/cosmos';
import type { Container, CosmosClient, Database } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CosmosGateway } from '../../../local/cosmos/start-cosmos-gateway.ts';
import { startCosmosGateway } from '../../../local/cosmos/start-cosmos-gateway.ts';
import { openClient, refused } from './cosmos-client.ts';

let gateway: CosmosGateway;
let client: CosmosClient;
let database: Database;
let container: Container;

beforeAll(async () => {
  gateway = await startCosmosGateway({ file: undefined, port: 0 });
  client = openClient(gateway);
  ({ database } = await client.databases.createIfNotExists({ id: 'db1' }));
  ({ container } = await database.containers.createIfNotExists({
    id: 'items',
    partitionKey: { paths: ['/pk'] },
    defaultTtl: -1,
  }));
});

afterAll(async () => {
  client.dispose();
  await gateway.stop();
});

const ifMatch = (condition: string) => ({ accessCondition: { type: 'IfMatch', condition } });

describe('startCosmosGateway() items', () => {
  test('create answers the item with its ETag and charge, and 409 when the id is taken', async () => {
    const created = await container.items.create({ id: 'a1', pk: 'A', n: 1 });
    expect(created.statusCode).toBe(201);
    expect(created.resource).toMatchObject({ id: 'a1', pk: 'A', n: 1, _etag: created.etag });
    expect(created.requestCharge).toBeGreaterThan(5);
    expect(await refused(container.items.create({ id: 'a1', pk: 'A' }))).toEqual({
      code: 409,
      message: 'Entity with the specified id already exists in the system: "a1"',
    });
  });

  test('create refuses an item with a slash in its id or without one', async () => {
    const post = (item: object) =>
      fetch(`${gateway.url}/dbs/db1/colls/items/docs`, {
        method: 'POST',
        headers: { 'x-ms-documentdb-partitionkey': '["A"]' },
        body: JSON.stringify(item),
      }).then((response) => response.json());
    expect(await post({ id: 'a/b', pk: 'A' })).toEqual({
      code: 'BadRequest',
      message: 'Cannot use id "a/b": it has more than 1023 bytes or one of / \\ ? #',
    });
    expect(await post({ pk: 'A' })).toEqual({
      code: 'BadRequest',
      message: "The input content is invalid because the required properties - 'id; ' - are missing",
    });
    expect(await post({ id: 'other', pk: 'B' })).toEqual({
      code: 'BadRequest',
      message: "PartitionKey extracted from document doesn't match the one specified in the header",
    });
  });

  test('create refuses an item over 2 MB with both numbers', async () => {
    const { code, message } = await refused(
      container.items.create({ id: 'big', pk: 'A', text: 'x'.repeat(2_200_000) }),
    );
    expect(code).toBe(413);
    expect(message).toMatch(/^Cannot write item "big": it has 2200\d+ bytes, the limit is 2097152$/);
  });

  test('upsert creates, then replaces', async () => {
    const first = await container.items.upsert({ id: 'a2', pk: 'A', n: 2 });
    const second = await container.items.upsert({ id: 'a2', pk: 'A', n: 2.5 });
    const { resource } = await container.item('a2', 'A').read<{ n: number }>();
    expect([first.statusCode, second.statusCode]).toEqual([201, 200]);
    expect(resource?.n).toBe(2.5);
    expect(second.requestCharge).toBeGreaterThan(first.requestCharge * 1.5);
  });

  test('read tells items of one id in two partitions apart and answers 404 for none', async () => {
    await container.items.create({ id: 'same', pk: 'A', n: 1 });
    await container.items.create({ id: 'same', pk: 'B', n: 10 });
    const [inA, inB, inC, missing] = await Promise.all([
      container.item('same', 'A').read<{ n: number }>(),
      container.item('same', 'B').read<{ n: number }>(),
      container.item('same', 'C').read(),
      container.item('nope', 'A').read(),
    ]);
    expect([inA.resource?.n, inB.resource?.n]).toEqual([1, 10]);
    expect([inC.statusCode, missing.statusCode]).toEqual([404, 404]);
    expect(inA.requestCharge).toBe(1);
  });

  test('read answers 304 when the item has the ETag that the client knows', async () => {
    const { etag } = await container.items.upsert({ id: 'known', pk: 'A' });
    const read = await container
      .item('known', 'A')
      .read({ accessCondition: { type: 'IfNoneMatch', condition: etag } });
    expect(read.statusCode).toBe(304);
  });

  test('replace, upsert, delete and patch answer 412 for a stale ETag', async () => {
    const { etag } = await container.items.upsert({ id: 'tagged', pk: 'A', n: 1 });
    const item = container.item('tagged', 'A');
    await item.replace({ id: 'tagged', pk: 'A', n: 2 }, ifMatch(etag));
    const stale = await Promise.all([
      refused(item.replace({ id: 'tagged', pk: 'A', n: 3 }, ifMatch(etag))),
      refused(container.items.upsert({ id: 'tagged', pk: 'A', n: 3 }, ifMatch(etag))),
      refused(item.patch([{ op: 'incr', path: '/n', value: 1 }], ifMatch(etag))),
      refused(item.delete(ifMatch(etag))),
    ]);
    expect(stale.map(({ code }) => code)).toEqual([412, 412, 412, 412]);
    expect((await item.read<{ n: number }>()).resource?.n).toBe(2);
  });

  test('patch sets, increments, adds and removes', async () => {
    await container.items.upsert({ id: 'patched', pk: 'A', n: 3, type: 'y', list: [1, 3] });
    const { resource } = await container.item('patched', 'A').patch<Record<string, unknown>>([
      { op: 'set', path: '/status', value: 'done' },
      { op: 'incr', path: '/n', value: 2 },
      { op: 'add', path: '/list/1', value: 2 },
      { op: 'add', path: '/list/-', value: 4 },
      { op: 'remove', path: '/type' },
    ]);
    expect(resource).toMatchObject({ status: 'done', n: 5, list: [1, 2, 3, 4] });
    expect(resource).not.toHaveProperty('type');
  });

  test('patch holds to its condition, its paths and its limit of 10 operations', async () => {
    await container.items.upsert({ id: 'held', pk: 'A', status: 'done' });
    const item = container.item('held', 'A');
    const operations = [{ op: 'set', path: '/status', value: 'x' }] as const;
    const condition = "from c where c.status = 'pending'";
    expect(await refused(item.patch({ condition, operations: [...operations] }))).toEqual({
      code: 412,
      message: 'Cannot patch item "held": it does not fulfil the condition',
    });
    expect(await refused(item.patch([{ op: 'replace', path: '/none', value: 1 }]))).toEqual({
      code: 400,
      message: 'Cannot patch the item: "/none" does not exist',
    });
    expect(await refused(item.patch(Array.from({ length: 11 }, () => operations[0])))).toEqual({
      code: 400,
      message: 'Cannot patch the item: there are 11 operations, expected 1 to 10',
    });
  });

  test('delete removes the item, then answers 404', async () => {
    await container.items.create({ id: 'gone', pk: 'A' });
    await container.item('gone', 'A').delete();
    expect(await refused(container.item('gone', 'A').delete())).toEqual({
      code: 404,
      message: 'Entity with the specified id does not exist in the system: "gone"',
    });
  });

  test('an item with a TTL ends after it', async () => {
    await container.items.upsert({ id: 'mortal', pk: 'A', ttl: 1 });
    const before = await container.item('mortal', 'A').read();
    await sleep(1100);
    const after = await container.item('mortal', 'A').read();
    expect([before.statusCode, after.statusCode]).toEqual([200, 404]);
    expect(await refused(container.items.upsert({ id: 'mortal', pk: 'A', ttl: 0 }))).toEqual({
      code: 400,
      message: 'Cannot write the item: "ttl" is 0, expected -1 or a number of seconds from 1',
    });
  });

  test('a unique key is refused twice in a partition', async () => {
    const { container: unique } = await database.containers.createIfNotExists({
      id: 'unique',
      partitionKey: { paths: ['/pk'] },
      uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/email'] }] },
    });
    await unique.items.create({ id: '1', pk: 'x', email: 'e' });
    await unique.items.create({ id: '1', pk: 'y', email: 'e' });
    expect(await refused(unique.items.create({ id: '2', pk: 'x', email: 'e' }))).toEqual({
      code: 409,
      message: 'Unique index constraint violation.',
    });
  });

  test('a hierarchical partition key finds an item by all levels and lists a prefix', async () => {
    const { container: deep } = await database.containers.createIfNotExists({
      id: 'deep',
      partitionKey: { paths: ['/t', '/u'], kind: 'MultiHash', version: 2 },
    } as never);
    await deep.items.upsert({ id: '1', t: 'a', u: 'b' });
    await deep.items.upsert({ id: '2', t: 'a', u: 'c' });
    await deep.items.upsert({ id: '3', t: 'ab', u: 'b' });
    const read = await deep.item('1', ['a', 'b']).read();
    const listed = await deep.items.query('SELECT VALUE c.id FROM c', { partitionKey: ['a'] }).fetchAll();
    expect(read.resource).toMatchObject({ id: '1', t: 'a', u: 'b' });
    expect(listed.resources).toEqual(['1', '2']);
    expect((await refused(deep.item('1', ['a']).read())).message).toBe(
      'Cannot use the item: its partition key has 1 levels, expected 2',
    );
  });

  test('the change feed gives the latest version of each changed item in order', async () => {
    const { container: fed } = await database.containers.createIfNotExists({
      id: 'fed',
      partitionKey: { paths: ['/pk'] },
    });
    await fed.items.create({ id: '1', pk: 'x', v: 1 });
    await fed.items.create({ id: '2', pk: 'x', v: 1 });
    await fed.items.upsert({ id: '1', pk: 'x', v: 2 });
    const feed = fed.items.getChangeFeedIterator<{ id: string; v: number }>({
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- as the client documents it
      changeFeedStartFrom: ChangeFeedStartFrom.Beginning(),
    });
    const { result } = await feed.readNext();
    expect(result.map(({ id, v }) => [id, v])).toEqual([
      ['2', 1],
      ['1', 2],
    ]);
    expect((await feed.readNext()).statusCode).toBe(304);
  });

  test('what is not supported is a 501 that names it', async () => {
    expect(
      await refused(container.scripts.storedProcedures.create({ id: 'sp', body: 'function(){}' })),
    ).toEqual({
      code: 501,
      message: 'Cannot answer POST /dbs/db1/colls/items/sprocs: it is not supported locally',
    });
  });

  test('databases and containers are listed, refused twice, and deleted with what they hold', async () => {
    const { database: other } = await client.databases.create({ id: 'other' });
    const { container: first } = await other.containers.create({ id: 'c', partitionKey: { paths: ['/pk'] } });
    await first.items.create({ id: '1', pk: 'x' });
    expect((await refused(client.databases.create({ id: 'other' }))).code).toBe(409);
    expect((await other.containers.readAll().fetchAll()).resources.map(({ id }) => id)).toEqual(['c']);
    await first.delete();
    const { container: again } = await other.containers.create({ id: 'c', partitionKey: { paths: ['/pk'] } });
    expect((await again.items.readAll().fetchAll()).resources).toEqual([]);
    await other.delete();
    expect((await refused(other.read())).code).toBe(404);
    expect((await client.offers.readAll().fetchAll()).resources).toEqual([]);
    expect((await container.getFeedRanges()).length).toBe(1);
  });
});
