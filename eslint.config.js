import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

const azure = { group: ['@azure/*', 'durable-functions'], message: 'The core knows no Azure: take a port.' };
const up = (...folders) => ({
  group: folders.map((folder) => `**/${folder}/**`),
  message: 'Imports run one way: functions -> jobs -> scoring; storage implements the ports of jobs.',
});
const local = {
  group: ['**/local/**', '**/test/**', '**/bench/**', '**/samples/**'],
  message: 'Never deployed.',
};

/** The direction of imports that design and ARCHITECTURE.md draw, as lint. */
const direction = (folder, ...patterns) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: { 'no-restricted-imports': ['error', { patterns: [...patterns, local] }] },
});

const noEndlessAny = {
  selector: "CallExpression[callee.property.name='any'][callee.object.property.name='Task']",
  message: 'Task.any over running tasks schedules them again on the real host: use lanes and Task.all.',
};

export default defineConfig(
  { ignores: ['dist/', '.onscore/', 'node_modules/', 'coverage/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', noEndlessAny],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  direction('scoring', azure, up('functions', 'jobs', 'storage', 'cli', 'console')),
  direction('jobs', azure, up('functions', 'storage', 'cli', 'console')),
  direction('events', azure, up('functions', 'storage', 'cli', 'console')),
  direction('storage', up('functions', 'cli', 'console')),
  direction('functions', up('storage', 'cli')),
  direction('cli', up('functions')),
  {
    files: ['src/functions/score-job.ts', 'src/functions/score-lane.ts', 'src/functions/orchestration-*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'Date', 'fetch', 'setTimeout', 'setInterval', 'process', 'crypto'],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
    },
  },
  {
    files: ['**/*.js', 'scripts/**/*.ts'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', globalThis: 'readonly' } },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'fast-check', message: 'Take test/support/fast-check.ts: it fixes the seed.' }] },
      ],
    },
  },
  { files: ['test/support/fast-check.ts'], rules: { 'no-restricted-imports': 'off' } },
);
