import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from '../support/fast-check.ts';
import { planTexts, type PlanTextsOptions } from './support/plan-texts.ts';
import { planTables } from '../../src/jobs/plan/plan-tables.ts';

async function cut(
  text: string,
  given: PlanTextsOptions['limits'] = {},
  pieceBytes?: number,
): Promise<string[]> {
  const { chunks } = await planTexts([text], { limits: given, ...(pieceBytes && { pieceBytes }) });
  const bytes = Buffer.from(text);
  return chunks.map((chunk) => bytes.subarray(chunk.offset, chunk.offset + chunk.bytes).toString());
}

describe('planTables()', () => {
  test('cuts between records, however quotes, newlines and a byte order mark fall', async () => {
    expect(await cut('\uFEFFa,b\r\n1,"x\r\ny"\r\n2,"say ""\n"""\r\n3,z')).toEqual([
      '1,"x\r\ny"\r\n2,"say ""\n"""\r\n',
      '3,z',
    ]);
  });

  test('tells the format and counts records, blank lines aside', async () => {
    const plan = await planTexts(['a;b\n1;2\n\n3;4\n\n']);
    expect(plan).toEqual({
      format: { kind: 'csv', delimiter: ';', header: ['a', 'b'] },
      tables: [
        {
          path: 'c/1',
          etag: '"1"',
          bytes: 14,
          headerBytes: 4,
          endBytes: 14,
          start: 4,
          needsNewline: false,
          firstRow: 1,
          records: 2,
          isCopied: false,
        },
      ],
      records: 2,
      chunks: [{ firstRow: 1, records: 2, offset: 4, bytes: 10 }],
      warnings: [],
    });
  });

  test('puts the records of many tables together, small ones in one chunk and a large one in many', async () => {
    const plan = await planTexts(['a,b\n1,2', 'a,b\r\n3,4\n5,6\n7,8\n', 'a,b\n9,0']);
    expect(plan.records).toBe(5);
    expect(
      plan.tables.map(({ start, firstRow, records, needsNewline }) => [
        start,
        firstRow,
        records,
        needsNewline,
      ]),
    ).toEqual([
      [4, 1, 1, true],
      [8, 2, 3, false],
      [20, 5, 1, true],
    ]);
    expect(plan.chunks).toEqual([
      { firstRow: 1, records: 2, offset: 4, bytes: 8 },
      { firstRow: 3, records: 2, offset: 12, bytes: 8 },
      { firstRow: 5, records: 1, offset: 20, bytes: 3 },
    ]);
  });

  test('keeps a quote that a table leaves open from the records of the next', async () => {
    const { chunks } = await planTexts(['a,b\n1,"2', 'a,b\n3,4\n'], { limits: { maxRecords: 100 } });
    expect(chunks.map(({ firstRow, records }) => [firstRow, records])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  test('finds lines of JSON, and the names in them', async () => {
    const text = '\uFEFF{"a":"x\\n\\"y"}\r\n\n{"b":1,"a":2}\n[1]\n';
    const plan = await planTexts([text], { kind: 'jsonl' });
    expect(plan).toMatchObject({ format: { kind: 'jsonl', header: ['a', 'b'] }, records: 3 });
    expect(plan.chunks.map(({ records, offset }) => [records, offset])).toEqual([
      [2, 3],
      [1, 34],
    ]);
  });

  const float = { name: 'b', type: 'float32', missing: { rule: 'required' } } as const;
  const latin = (text: string) => Buffer.from(text, 'latin1');
  test.each([
    ['a decimal comma', 'a;b\nx;1,5\n', { decimal: ',' }],
    ['a comma that is none', 'a;b\n1,5;2\n', {}],
    ['points beside commas', 'a;b\nx;1,5\ny;1.5\n', {}],
    ['thousands in groups', 'a;b\nx;29,85\ny;1.889,50\n', { decimal: ',' }],
    ['thousands without decimals', 'a;b\nx;1.889\ny;29,85\n', { decimal: ',' }],
    ['a decimal comma and a power of ten', 'a;b\nx;1,5E-05\n', { decimal: ',' }],
    ['millions', 'a;b\nx;1.889.500\n', { decimal: ',' }],
    ['thousands parted by blanks', 'a;b\nx;1\u202f889,50\n', { decimal: ',' }],
    ['thousands by commas', 'a;b\nx;1,889.50\n', {}],
    ['three decimals or thousands, in a table of semicolons', 'a;b\nx;1,889\n', { decimal: ',' }],
    ['three decimals or thousands, in a table of commas', 'a,b\nx,"1,889"\n', { delimiter: ',' }],
    ['a quoted decimal comma', 'a,b\nx,"1,5"\n', { decimal: ',', delimiter: ',' }],
    ['Latin-1 in the header', latin('ü;b\nx;1\n'), { encoding: 'windows-1252', header: ['ü', 'b'] }],
    [
      'Latin-1 in a record far on',
      latin(`a;b\n${'x;1\n'.repeat(30_000)}ü;1\n`),
      { encoding: 'windows-1252' },
    ],
    ['UTF-8 in a record', 'a;b\nü;1\n', {}],
    ['names in apostrophes', "'a';'b'\n'x;';1\n", { quote: "'", header: ['a', 'b'] }],
  ])('finds out how a table is written with %s', async (_, text, expected) => {
    const { format } = await planTexts([text], { columns: [float] });
    expect(format).toEqual({ kind: 'csv', delimiter: ';', header: ['a', 'b'], ...expected });
  });

  test('takes what is declared', async () => {
    const declared = { delimiter: '#', quote: '', decimal: ',', encoding: 'windows-1252' } as const;
    const { format, records } = await planTexts(['a#b\n"#1\n"#2\n'], { declared });
    expect({ ...format, records }).toEqual({ kind: 'csv', ...declared, header: ['a', 'b'], records: 2 });
  });

  test.each([
    ['columns', 'a,c\n1,2\n', '"c/1" and "c/2" differ in columns, "a,b" and "a,c"'],
    ['delimiter', 'a;b\n1;2\n', '"c/1" and "c/2" differ in delimiter, "," and ";"'],
  ])('fails on tables that differ in their %s', async (_, other, reason) => {
    await expect(planTexts(['a,b\n1,2\n', other])).rejects.toMatchObject({
      code: 'InvalidInput',
      message: `Cannot score the tables: ${reason}`,
    });
  });

  test.each([
    ['encoding', 'a;b\nü;1\n', latin('a;b\nü;1\n'), '"utf-8" and "windows-1252"'],
    ['encoding', latin('a;b\nü;1\n'), 'a;b\nü;1\n', '"windows-1252" and "utf-8"'],
    ['decimal', 'a;b\nx;1.5\n', 'a;b\nx;1,5\n', '"." and ","'],
    ['decimal', 'a;b\nx;1,5\n', 'a;b\nx;1.5\n', '"," and "."'],
  ])('fails on tables that differ in their %s, whatever is between them', async (mark, one, other, both) => {
    const texts = ['a;b\nx;1\n', one, 'a;b\ny;2\n', other];
    await expect(planTexts(texts, { columns: [float] })).rejects.toMatchObject({
      code: 'InvalidInput',
      message: `Cannot score the tables: "c/2" and "c/4" differ in ${mark}, ${both}`,
    });
  });

  const sure = 'a;b\nx;1.5\n';
  const unsure = 'a;b\nx;1,889\n';
  test.each([
    ['a point', [sure, unsure], {}],
    ['a point, later', [unsure, sure], {}],
    ['a comma', ['a;b\nx;1,5\n', 'a;b\nx;1.889\n'], { decimal: ',' }],
    ['nothing', [unsure, unsure], { decimal: ',' }],
  ])('reads three digits of one table as the others tell: %s', async (_, texts, expected) => {
    const { format } = await planTexts(texts, { columns: [float] });
    expect(format).toEqual({ kind: 'csv', delimiter: ';', header: ['a', 'b'], ...expected });
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
    await expect(planTexts([text])).rejects.toMatchObject({ code: 'InvalidInput', message });
  });

  test('fails on a header without end', async () => {
    const header = 'x,'.repeat(600 * 1024);
    await expect(planTexts([header], { pieceBytes: 65536 })).rejects.toMatchObject({
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
    async function* tables() {
      const blob = { etag: '"1"', bytes: 8 };
      yield { path: 'c/1', blob, pieces: source(), isCopied: false, kind: 'csv' } as const;
    }
    const limits = { maxRecords: 2, maxBytes: 1e9, maxChunks: 1000, maxRecordBytes: 1000 };
    const planning = planTables(tables(), { declared: {}, columns: [], limits });
    await expect(planning).rejects.toThrow('comes twice');
    expect(closed).toBe(true);
  });
});
