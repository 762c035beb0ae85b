import { describe, expect, test } from '@jest/globals';
import { toBlockId, toChunkBlockId } from '../../src/jobs/outputs/block-id.ts';
import { formatBlobPath, parseBlobPath, parseInputPath } from '../../src/jobs/blob-path.ts';
import { chunkEntryBytes, formatChunkEntry, parseChunkEntry } from '../../src/jobs/plan/chunk-bounds.ts';
import { describeExceededThreshold } from '../../src/jobs/control/error-threshold.ts';
import { parseJobId, toJobId } from '../../src/jobs/job-id.ts';
import { defaultJobSettings, mergeJobSettings, parseJobSettings } from '../../src/jobs/job-settings.ts';

const accountUrl = 'http://127.0.0.1:10000/devstoreaccount1';
const rules = { containers: ['batch-input'], accountUrl };

describe('parseInputPath()', () => {
  test.each([
    ['batch-input/churn/a.csv', 'churn/a.csv'],
    [`${accountUrl}/batch-input/churn/a%20b.csv`, 'churn/a b.csv'],
    ['batch-input/churn/..a.csv', 'churn/..a.csv'],
  ])('reads %s', (text, name) => {
    expect(parseInputPath(text, rules)).toEqual({ container: 'batch-input', name });
  });

  test.each([
    ['', 'it is not "<container>/<blob name>"'],
    ['batch-input', 'it is not "<container>/<blob name>"'],
    ['batch-input/', 'it is not "<container>/<blob name>"'],
    ['batch-output/churn/x/predictions.csv', 'it is in container "batch-output", expected batch-input'],
    ['batch-input/churn/../a.csv', 'its path has empty parts, dots or backslashes'],
    ['batch-input/churn//a.csv', 'its path has empty parts, dots or backslashes'],
    ['batch-input/churn\\a.csv', 'its path has empty parts, dots or backslashes'],
    ['batch-input/churn/\ud800.csv', 'its path is not Unicode text'],
    ['https://evil.example/batch-input/a.csv', `it is not in this app's storage account ${accountUrl}`],
    [`${accountUrl}evil/batch-input/a.csv`, `it is not in this app's storage account ${accountUrl}`],
    [`${accountUrl}/batch-input/a.csv?sig=x`, 'it has a query or a fragment'],
    [`${accountUrl}/batch-input/%ff.csv`, 'its escapes are not UTF-8'],
    [`${accountUrl}/batch-input/%2e%2e/a.csv`, 'its path has empty parts, dots or backslashes'],
  ])('refuses "%s"', (text, reason) => {
    expect(() => parseInputPath(text, rules)).toThrow(
      `Cannot read the input ${JSON.stringify(text)}: ${reason}`,
    );
  });
});

describe('parseBlobPath()', () => {
  test('reads back what formatBlobPath() wrote', () => {
    const path = { container: 'batch-input', name: 'churn/deep/a b.csv' };
    expect(parseBlobPath(formatBlobPath(path))).toEqual(path);
  });
});

describe('toJobId()', () => {
  test('is the model and 24 hex digits, the same for the same source', () => {
    const id = toJobId('churn', ['blob', 'batch-input/churn/a.csv', '0x1']);
    expect(id).toMatch(/^churn-[0-9a-f]{24}$/);
    expect(toJobId('churn', ['blob', 'batch-input/churn/a.csv', '0x1'])).toBe(id);
    expect(toJobId('churn', ['blob', 'batch-input/churn/a.csv', '0x2'])).not.toBe(id);
  });

  test('stays fit for URLs when the model is no name', () => {
    expect(toJobId('Ünknown model', ['x'])).toMatch(/^unknown-[0-9a-f]{24}$/);
    expect(toJobId('', ['x'])).toMatch(/^unknown-[0-9a-f]{24}$/);
  });
});

describe('parseJobId()', () => {
  test.each(['a', 'Weekly.2026-01_02', 'x'.repeat(80)])('takes %s', (id) => {
    expect(parseJobId(id)).toBe(id);
  });

  test.each(['', '-a', 'a.', 'a/b', 'a b', 'é', 'x'.repeat(81)])('refuses "%s"', (id) => {
    expect(() => parseJobId(id)).toThrow(
      `Cannot name a job ${JSON.stringify(id)}: expected up to 80 letters`,
    );
  });
});

describe('mergeJobSettings()', () => {
  test('lays the later settings over the earlier ones and these over the defaults', () => {
    const settings = mergeJobSettings(
      { mini_batch_size: 5, retry_settings: { timeout: 60 } },
      { mini_batch_size: 7, retry_settings: { max_retries: 1 } },
    );
    expect(settings).toEqual({
      ...defaultJobSettings,
      mini_batch_size: 7,
      retry_settings: { max_retries: 1, timeout: 60 },
    });
  });
});

describe('parseJobSettings()', () => {
  test.each([
    [{ mini_batch_size: 0 }, '"mini_batch_size" is wrong, too small: expected number to be >=1'],
    [{ mini_batch_size: '7' }, '"mini_batch_size" is of type string, expected a number'],
    [{ batch: 1 }, 'unrecognized key: "batch"'],
    [{ minibatch_size: 5 }, 'unrecognized key: "minibatch_size", did you mean "mini_batch_size"?'],
    [
      { retry_settings: { time_out: 5 } },
      '"retry_settings" is wrong, unrecognized key: "time_out", did you mean "timeout"?',
    ],
    [{ error_threshold: -2 }, '"error_threshold" is wrong, too small: expected number to be >=-1'],
    [
      { retry_settings: { timeout: 0 } },
      '"retry_settings.timeout" is wrong, too small: expected number to be >=1',
    ],
    [7, 'it is of type number, expected an object'],
  ])('refuses %j', (value, reason) => {
    expect(() => parseJobSettings(value)).toThrow(`Cannot use the job settings: ${reason}`);
  });
});

describe('describeExceededThreshold()', () => {
  const fewer = 'Cannot finish the job: at least 3 records failed, more than error_threshold 2';
  const percent =
    'Cannot finish the job: at least 3 of 20 records failed, more than error_threshold_percent 10';

  test.each([
    [{ error_threshold: -1, error_threshold_percent: -1 }, 3, undefined],
    [{ error_threshold: 0, error_threshold_percent: -1 }, 0, undefined],
    [{ error_threshold: 4, error_threshold_percent: -1 }, 3, undefined],
    [{ error_threshold: 3, error_threshold_percent: -1 }, 3, undefined],
    [{ error_threshold: 2, error_threshold_percent: -1 }, 3, fewer],
    [{ error_threshold: -1, error_threshold_percent: 15 }, 3, undefined],
    [{ error_threshold: -1, error_threshold_percent: 10 }, 3, percent],
    [{ error_threshold: -1, error_threshold_percent: 100 }, 20, undefined],
  ])('%j with %d failed is %s', (settings, failed, reason) => {
    expect(describeExceededThreshold(settings, { failed, total: 20, scored: 20 })).toBe(reason);
  });
});

describe('parseChunkEntry()', () => {
  test('reads back what formatChunkEntry() wrote, in a fixed width', () => {
    const bounds = { firstRow: 1, records: 10_000, offset: 123_456_789_012, bytes: 33_554_432 };
    expect(formatChunkEntry(bounds)).toHaveLength(chunkEntryBytes);
    expect(parseChunkEntry(formatChunkEntry(bounds))).toEqual(bounds);
  });

  test('refuses what is none', () => {
    expect(() => parseChunkEntry('12\n')).toThrow('Cannot read a chunk entry: it is "12\\n"');
  });
});

describe('toBlockId()', () => {
  test('is of one length, whatever the number', () => {
    expect(Buffer.from(toBlockId(0), 'base64').toString()).toBe('00000000');
    expect(Buffer.from(toBlockId(49_000), 'base64').toString()).toBe('00049000');
  });
});

describe('toChunkBlockId()', () => {
  const job = { createdAt: '2026-11-22T10:00:00.123Z' };
  test.each([
    [{ chunk: 0, attempt: 1 }, '00000000-20261122100000123-001'],
    [{ chunk: 49_000, attempt: 12 }, '00049000-20261122100000123-012'],
  ])('of %j tells chunk, life and attempt', (scored, text) => {
    expect(Buffer.from(toChunkBlockId(job, scored), 'base64').toString()).toBe(text);
  });
});
