import { describe, expect, test } from '@jest/globals';
import type { AppendLog } from '../../src/telemetry/append-log.ts';
import { createLineBuffer } from '../../src/telemetry/line-buffer.ts';

interface Written {
  readonly name: string;
  readonly text: string;
}

/** Keeps what is appended; while `gate` is pending, storage is slow. */
function openBuffer({
  maxBytes = 100,
  flushEveryMs = 60_000,
  gate = Promise.resolve<unknown>(undefined),
} = {}) {
  const files: Written[] = [];
  const errors: unknown[] = [];
  const log: AppendLog = {
    append: async (name, lines) => {
      await gate;
      files.push({ name, text: Buffer.from(lines).toString() });
    },
  };
  const onError = (error: unknown) => errors.push(error);
  const buffer = createLineBuffer({ log, maxBytes, flushEveryMs, appendTimeoutMs: 1000, onError });
  return { buffer, files, errors };
}

describe('createLineBuffer()', () => {
  test('writes the lines of each file at once, in order', async () => {
    const { buffer, files } = openBuffer();
    buffer.add('a', ['1', '2']);
    buffer.add('b', ['x']);
    buffer.add('a', ['3']);
    await buffer.flush();
    expect(files).toEqual([
      { name: 'a', text: '1\n2\n3\n' },
      { name: 'b', text: 'x\n' },
    ]);
    expect(buffer.counts()).toEqual({ written: 4, dropped: 0 });
  });

  test('writes by itself when the time has come', async () => {
    const { buffer, files } = openBuffer({ flushEveryMs: 5 });
    buffer.add('a', ['1']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(files).toEqual([{ name: 'a', text: '1\n' }]);
  });

  test('drops what there is no room for, and counts it', async () => {
    const { buffer, files } = openBuffer({ maxBytes: 4 });
    expect(buffer.add('a', ['1', '2'])).toBe(true);
    expect(buffer.add('a', ['3', '4', '5'])).toBe(false);
    await buffer.flush();
    expect(files).toEqual([{ name: 'a', text: '1\n2\n' }]);
    expect(buffer.counts()).toEqual({ written: 2, dropped: 3 });
    expect(buffer.add('a', ['6'])).toBe(true);
  });

  test('has no room for more while slow storage takes what it has', async () => {
    const { promise: gate, resolve } = Promise.withResolvers<undefined>();
    const { buffer } = openBuffer({ maxBytes: 4, gate });
    buffer.add('a', ['1', '2']);
    const flushed = buffer.flush();
    expect(buffer.add('a', ['3'])).toBe(false);
    resolve(undefined);
    await flushed;
    expect(buffer.add('a', ['3'])).toBe(true);
  });

  test('drops the lines of a file that cannot be written, and tells why', async () => {
    const gate = Promise.reject(new Error('Cannot append'));
    const { buffer, errors } = openBuffer({ gate });
    buffer.add('a', ['1', '2']);
    await buffer.flush();
    expect(errors).toEqual([new Error('Cannot append')]);
    expect(buffer.counts()).toEqual({ written: 0, dropped: 2 });
    expect(buffer.add('a', ['3'])).toBe(true);
  });
});
