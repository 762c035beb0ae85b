import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { allowedLicences, type Licence, listLicences } from '../../scripts/list-licences.ts';

let licences: readonly Licence[] = [];

beforeAll(async () => {
  licences = await listLicences(path.join(import.meta.dirname, '../..'));
}, 120_000);

describe('listLicences()', () => {
  test('finds what is bundled and what lies beside the bundle', () => {
    const names = licences.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        '@azure/cosmos',
        'durable-functions',
        'onnxruntime-node',
        'sharp',
        'uplot',
        'zod',
      ]),
    );
    // What only tests and builds take is not deployed.
    expect(names.filter((name) => ['esbuild', 'jest', 'azurite', 'typescript'].includes(name))).toEqual([]);
  });

  test('finds only licences that may be deployed', () => {
    expect(licences.filter(({ licence }) => !allowedLicences.includes(licence))).toEqual([]);
  });

  test('finds one library under a licence that asks for more: libvips', () => {
    const others = licences.filter(({ licence }) => licence.startsWith('LGPL')).map(({ name }) => name);
    expect(others).toEqual(['@img/sharp-libvips-linux-x64']);
  });
});
