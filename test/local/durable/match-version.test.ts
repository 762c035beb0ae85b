import { describe, expect, test } from '@jest/globals';
import { parseDurableSettings } from '../../../local/durable/durable-settings.ts';
import { compareVersions, isVersionAllowed } from '../../../local/durable/turn/match-version.ts';

const settings = (durableTask: object) => parseDurableSettings({ extensions: { durableTask } });

describe('isVersionAllowed()', () => {
  test.each([
    [{}, '9', true],
    [{ defaultVersion: '2.0' }, '1.9', true],
    [{ defaultVersion: '2.0' }, null, true],
    [{ defaultVersion: '2.0' }, '2.1', false],
    [{ defaultVersion: '2.0', versionMatchStrategy: 'Strict' }, '1.9', false],
    [{ defaultVersion: '2.0', versionMatchStrategy: 'None' }, '3', true],
  ])('with %j answers for %j: %j', (durableTask, version, allowed) => {
    expect(isVersionAllowed(version, settings(durableTask))).toBe(allowed);
  });
});

describe('compareVersions()', () => {
  test('compares numbers as numbers', () => {
    expect(['1.10', '1.9', '', '1.9.1', '1.b'].sort(compareVersions)).toEqual([
      '',
      '1.9',
      '1.9.1',
      '1.10',
      '1.b',
    ]);
  });
});

describe('parseDurableSettings()', () => {
  test('refuses a limit that is none', () => {
    expect(() => settings({ maxConcurrentActivityFunctions: 0 })).toThrow('maxConcurrentActivityFunctions');
  });
});
