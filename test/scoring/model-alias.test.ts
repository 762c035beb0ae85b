import { describe, expect, test } from '@jest/globals';
import { type AliasTarget, moveAlias } from '../../src/scoring/repository/model-alias.ts';

const sha256 = 'a'.repeat(64);
const toText = (extra: object = {}): string =>
  JSON.stringify({
    ...{ $schema: '../model.schema.json', name: 'add', title: 'Adds', aliases: { production: '1' } },
    versions: { '1': { file: '1/m.onnx', sha256 }, '2': { file: '2/m.onnx', sha256 } },
    outputs: [{ output: 'y', column: 'y' }],
    ...extra,
  });
const move = (text: string, to: AliasTarget, alias = 'production', force = false) =>
  moveAlias(text, { name: 'add' }, { alias, to, force });

describe('moveAlias()', () => {
  test('changes the alias, notes where it pointed, and leaves all else in its order', () => {
    const moved: unknown = JSON.parse(move(toText(), { version: '2' }));
    expect(moved).toEqual({
      ...(JSON.parse(toText()) as object),
      aliases: { production: '2' },
      previous: { production: '1' },
    });
    expect(Object.keys(moved as object)).toEqual([
      ...['$schema', 'name', 'title', 'aliases', 'versions', 'outputs', 'previous'],
    ]);
  });

  test('moves back to the version before, and forth again', () => {
    const there = move(toText(), { version: '2' });
    const back = move(there, 'previous');
    expect(JSON.parse(back)).toMatchObject({ aliases: { production: '1' }, previous: { production: '2' } });
    expect(move(back, 'previous')).toBe(there);
  });

  test('remembers the version before when it is moved to where it is', () => {
    const there = move(toText(), { version: '2' });
    expect(move(there, { version: '2' })).toBe(there);
  });

  test('notes that callers may break when it is forced, until the alias moves again', () => {
    const forced = move(toText(), { version: '2' }, 'production', true);
    expect(JSON.parse(forced)).toMatchObject({ breaks: { production: '2' } });
    expect(JSON.parse(move(forced, 'previous'))).toMatchObject({ aliases: { production: '1' }, breaks: {} });
  });

  test('makes an alias that is new, which has no version before', () => {
    const made = JSON.parse(move(toText(), { version: '2' }, 'canary')) as object;
    expect(made).toMatchObject({ aliases: { production: '1', canary: '2' } });
    expect(made).not.toHaveProperty('previous');
  });

  const faults: [string, AliasTarget, string, string, string][] = [
    [
      'to a version that is not there',
      { version: '3' },
      'production',
      'ModelNotFound',
      'Cannot find version "3" of model "add": there is "1", "2", "production"',
    ],
    [
      'to a property of all objects',
      { version: 'constructor' },
      'production',
      'ModelNotFound',
      'Cannot find version "constructor" of model "add": there is "1", "2", "production"',
    ],
    [
      'back before it was moved',
      'previous',
      'production',
      'Conflict',
      'Cannot roll alias "production" of "add" back: it has not been moved',
    ],
    [
      'of a name that is no alias',
      { version: '2' },
      '__proto__',
      'InvalidRequest',
      'Cannot move an alias of "add": it is "__proto__", expected letters, digits, ".", "_" and "-", no dot last',
    ],
    [
      'of the name of a version',
      { version: '2' },
      '1',
      'InvalidRequest',
      'Cannot move an alias of "add": it is "1", which is the name of a version',
    ],
  ];

  test.each(faults)('refuses a move %s', (_title, to, alias, code, message) => {
    expect(() => move(toText(), to, alias)).toThrow(expect.objectContaining({ code, message }));
  });
});
