import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { parseSettings, settingNames } from '../../src/settings.ts';

/** The names in the first column of the tables, and the default beside each. */
async function readTables(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(new URL('../../docs/settings.md', import.meta.url), 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  return new Map(
    rows.flatMap((row) => {
      const [, names = '', value = ''] = row.split('|');
      return [...names.matchAll(/`(\w+)`/g)].map(([, name = '']): [string, string] => [name, value.trim()]);
    }),
  );
}

test('docs/settings.md tells every setting, and no other', async () => {
  const told = [...(await readTables()).keys()];
  expect(told.sort()).toEqual([...settingNames].sort());
});

test('docs/settings.md tells the defaults that hold', async () => {
  const connections = { DataStorage: 'x', CosmosDB: 'y' };
  const defaults = [...(await readTables())].filter(([, value]) => value !== '');
  expect(parseSettings({ ...Object.fromEntries(defaults), ...connections }, '/app')).toEqual(
    parseSettings(connections, '/app'),
  );
});
