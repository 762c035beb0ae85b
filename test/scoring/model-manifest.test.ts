import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { toManifestJsonSchema } from '../../src/scoring/manifest-json-schema.ts';
import { parseModelManifest } from '../../src/scoring/model-manifest.ts';

const models = new URL('../../models/', import.meta.url);
const sha256 = 'a'.repeat(64);
const manifest = {
  name: 'm',
  aliases: { production: '1' },
  versions: { '1': { file: '1/model.onnx', sha256 } },
  outputs: [{ output: 'y', column: 'y' }],
};

describe('parseModelManifest()', () => {
  test('reads the manifest that ships with churn, and freezes it', async () => {
    const found = parseModelManifest(await readFile(new URL('churn/model.json', models), 'utf8'), 'churn');
    expect(found).toMatchObject({ name: 'churn', key: 'customer_id', aliases: { production: '1' } });
    expect(Object.isFrozen(found.outputs[0])).toBe(true);
  });

  test('reads every source and mapping', () => {
    const inputs = [
      { input: 'a', source: 'column', column: 'b', default: 0 },
      { input: 'c', source: 'columns', columns: ['d', 'e'], nan: true },
      { input: 'f', source: 'constant', value: true },
    ];
    const outputs = [
      { output: 'y', column: 'y', index: 1 },
      { output: 'z', labels: ['p', 'q'], prefix: 'z_' },
    ];
    const schedules = [{ name: 'weekly', cron: '0 0 6 * * 1', input: 'batch-input/m/weekly.csv' }];
    const whole = { ...manifest, inputs, outputs, schedules, batch: { mini_batch_size: 5 } };
    expect(parseModelManifest(JSON.stringify(whole), 'm')).toEqual(whole);
  });

  const cases: [string, object | string, string][] = [
    ['is no JSON', '{', 'its model.json is not JSON'],
    ['is of another name', { ...manifest, name: 'other' }, 'its model.json says its name is "other"'],
    [
      'has no outputs',
      { ...manifest, outputs: [] },
      '"outputs" of its model.json: Too small: expected array to have >=1 items',
    ],
    [
      'points an alias at nothing',
      { ...manifest, aliases: { production: '2' } },
      'alias "production" points at version "2", which it does not have',
    ],
    [
      'points an alias at a property of all objects',
      { ...manifest, aliases: { production: 'constructor' } },
      'alias "production" points at version "constructor", which it does not have',
    ],
    [
      'has a key that would be lost',
      `{"name":"m","batch":{"__proto__":{"a":1}}}`,
      'its model.json has the key "__proto__"',
    ],
    [
      'leaves its folder',
      { ...manifest, versions: { '1': { file: '../x.onnx', sha256 } } },
      '"versions.1.file" of its model.json: expected a path within the model',
    ],
    [
      'has a hash that is none',
      { ...manifest, versions: { '1': { file: 'x.onnx', sha256: 'abc' } } },
      '"versions.1.sha256" of its model.json: expected 64 hex digits',
    ],
    [
      'has a schedule of five fields',
      { ...manifest, schedules: [{ name: 'a', cron: '0 6 * * 1', input: 'batch-input/m/a.csv' }] },
      '"schedules.0.cron" of its model.json: expected six fields',
    ],
    ['has a field it should not', { ...manifest, color: 1 }, 'its model.json: Unrecognized key: "color"'],
  ];

  test.each(cases)('throws when it %s', (_title, value, what) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    expect(() => parseModelManifest(text, 'm')).toThrow(`Cannot load model "m": ${what}`);
  });
});

describe('toManifestJsonSchema()', () => {
  test('is what models/model.schema.json holds', async () => {
    const file = await readFile(new URL('model.schema.json', models), 'utf8');
    expect(JSON.parse(file)).toEqual(toManifestJsonSchema());
  });
});
