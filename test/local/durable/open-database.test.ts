import { expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../local/durable/store/open-database.ts';
import { startEngine } from './support/engine-child.ts';

test('openDatabase() says so when another process has the file', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'durable-'));
  const file = join(directory, 'durable.sqlite');
  const engine = await startEngine({ file });
  expect(() => openDatabase(file)).toThrow(`Cannot open the Durable state: another process uses "${file}"`);
  await engine.stop();
  const database = openDatabase(file);
  expect(database.transaction(() => database.sql.prepare('SELECT 1 AS one').get())).toEqual({ one: 1 });
  database.close();
  await rm(directory, { recursive: true, force: true });
});
