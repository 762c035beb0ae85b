import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { planTable, type TableLimits } from '../../src/jobs/plan-table.ts';

const limits: TableLimits = { maxRecords: 2, maxBytes: 1e9, maxChunks: 1000, maxRecordBytes: 1000 };

async function* pieces(text: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function cut(text: string, given: Partial<TableLimits> = {}, size?: number): Promise<string[]> {
  const { chunks } = await planTable(pieces(text, size), { ...limits, ...given });
  const bytes = Buffer.from(text);
  return chunks.map((chunk) => bytes.subarray(chunk.offset, chunk.offset + chunk.bytes).toString());
}

describe('planTable()', () => {
  test('cuts between records, however quotes, newlines and a byte order mark fall', async () => {
    expect(await cut('\uFEFFa,b\r\n1,"x\r\ny"\r\n2,"say ""\n"""\r\n3,z')).toEqual([
      '1,"x\r\ny"\r\n2,"say ""\n"""\r\n',
      '3,z',
    ]);
  });

  test('tells the format and counts records, blank lines aside', async () => {
    const plan = await planTable(pieces('a;b\n1;2\n\n3;4\n\n'), limits);
    expect(plan).toEqual({
      format: { kind: 'csv', delimiter: ';', header: ['a', 'b'] },
      records: 2,
      chunks: [{ firstRow: 1, records: 2, offset: 4, bytes: 10 }],
    });
  });

  test('cuts as csv-parse reads, whatever is in the fields and wherever the stream is cut', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'é', ',', '"', '\n', '\r\n', ' '), maxLength: 6 });
    const table = fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 12 });
    const newline = fc.constantFrom('\n', '\r\n');
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        table,
        newline,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        async (rows, end, size, maxRecords) => {
          const text = ['a,b', ...rows.map((row) => row.map(quote).join(','))].join(end);
          const parts = await cut(text, { maxRecords }, size);
          const read = parts.map((part) => parse(part));
          expect(read.flat()).toEqual(rows);
          expect(read.map((part) => part.length)).toEqual(
            read.map((_, k) => Math.min(maxRecords, rows.length - k * maxRecords)),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each([
    ['nothing', '', 'Cannot score the table: it is empty'],
    ['a header only', 'a,b\n', 'Cannot score the table: it has a header but no records'],
    ['a header without newline', 'a,b', 'Cannot score the table: it has a header but no records'],
    ['blank lines only', 'a,b\n\n\r\n', 'Cannot score the table: it has a header but no records'],
    [
      'a column that comes twice',
      'a,a\n1,2\n',
      'Cannot score the table: column "a" comes twice in its header',
    ],
    [
      'a quote left open',
      `a,b\n1,2\n3,"${'x'.repeat(2000)}\n`,
      'Cannot score the table: record 2 is over 1000 bytes, a quote may be left open',
    ],
  ])('fails on %s', async (_, text, message) => {
    await expect(planTable(pieces(text), limits)).rejects.toMatchObject({ code: 'InvalidInput', message });
  });

  test('fails on a header without end', async () => {
    const header = 'x,'.repeat(600 * 1024);
    await expect(planTable(pieces(header, 65536), limits)).rejects.toMatchObject({
      code: 'InvalidInput',
      message: 'Cannot score the table: its header is over 1048576 bytes',
    });
  });

  test('lets go of the stream when it fails', async () => {
    let closed = false;
    async function* source() {
      try {
        yield Buffer.from('a,a\n');
        yield Buffer.from('1,2\n');
      } finally {
        closed = true;
      }
    }
    await expect(planTable(source(), limits)).rejects.toThrow('comes twice');
    expect(closed).toBe(true);
  });
});
