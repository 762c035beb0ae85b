import { describe, expect, test } from '@jest/globals';
import { hasWholeHeader, parseTableHeader } from '../../src/scoring/csv/csv-header.ts';

const encode = (text: string) => new TextEncoder().encode(text);

describe('parseTableHeader()', () => {
  const cases: [string, string, string[], string, string | undefined, number][] = [
    ['commas', 'a,b\n1,2\n', ['a', 'b'], ',', undefined, 4],
    ['semicolons', 'a;b\n1;2\n', ['a', 'b'], ';', undefined, 4],
    ['tabs', 'a\tb\n', ['a', 'b'], '\t', undefined, 4],
    ['bars', 'a|b\n', ['a', 'b'], '|', undefined, 4],
    ['one column', 'a\n1\n', ['a'], ',', undefined, 2],
    ['a byte order mark and CRLF', '\uFEFFa,b\r\n1,2\r\n', ['a', 'b'], ',', undefined, 8],
    ['carriage returns alone', 'a,b\r1,2\r', ['a', 'b'], ',', '\r', 4],
    ['quoted names', '"a,b;c";"d ""e""\nf"\n1;2\n', ['a,b;c', 'd "e"\nf'], ';', undefined, 20],
    ['no newline', 'a,b', ['a', 'b'], ',', undefined, 3],
    ['a line for Excel before it', 'sep=;\r\na,x;b\r\n', ['a,x', 'b'], ';', undefined, 14],
    ['that line quoted, and others', '\uFEFF"SEP=^"\n\na^b\n', ['a', 'b'], '^', undefined, 16],
    ['that line as wide as the table', 'sep=;,,\na;b\n', ['a', 'b'], ';', undefined, 12],
    ['that line with a blank', 'sep=; \na;b\n', ['a', 'b'], ';', undefined, 11],
    ['a column of such a name', 'sep=a\n', ['sep=a'], ',', undefined, 6],
    ['blank lines before it', '\n\r\na,b\n', ['a', 'b'], ',', undefined, 7],
  ];

  test.each(cases)('reads a header with %s', (_title, text, header, delimiter, newline, headerBytes) => {
    const found = parseTableHeader(encode(text));
    expect(found).toMatchObject({
      header,
      delimiter,
      headerBytes,
      format: { kind: 'csv', header, delimiter },
    });
    expect(found.format.newline).toBe(newline);
  });

  test.each([
    ['', 'Cannot score the table: it is empty'],
    ['\uFEFF\n\n', 'Cannot score the table: it is empty'],
    ['a,,b\n', 'Cannot score the table: column 2 of its header has no name'],
    ['a,b,a\n', 'Cannot score the table: column "a" comes twice in its header'],
    ['a,"b\n1,2\n', 'Cannot score the table: its header has a quote that is never closed'],
  ])('throws when the header is %j', (text, message) => {
    expect(() => parseTableHeader(encode(text))).toThrow(message);
  });

  test('throws when the header is not UTF-8', () => {
    expect(() => parseTableHeader(Uint8Array.of(0x61, 0xff, 0x0a))).toThrow(
      'Cannot score the table: its header is not UTF-8 text',
    );
  });
});

describe('hasWholeHeader()', () => {
  test.each([
    ['a,b', false],
    ['a,b\n', true],
    ['a,b\r', false],
    ['a,b\r\n', true],
    ['a,b\r1', true],
    ['"a\nb"', false],
    ['sep=;', false],
    ['sep=;\n', false],
    ['sep=;\na;b', false],
    ['sep=;\na;b\n', true],
  ])('tells for %j: %s', (text, whole) => {
    expect(hasWholeHeader(encode(text))).toBe(whole);
  });
});
