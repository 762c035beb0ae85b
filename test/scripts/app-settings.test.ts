import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import {
  formatAppSettings,
  localSettings,
  platformSettings,
  templateSettings,
} from '../../scripts/format-app-settings.ts';
import { settingNames } from '../../src/settings.ts';

test('infra/app-settings.json is what scripts/app-settings.ts writes', async () => {
  const file = path.join(import.meta.dirname, '../../infra/app-settings.json');
  expect(await readFile(file, 'utf8')).toBe(formatAppSettings());
});

test('formatAppSettings() leaves out only names that settings.ts knows', () => {
  expect(settingNames).toEqual(
    expect.arrayContaining([...localSettings, ...platformSettings, ...templateSettings]),
  );
});
