import { describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { createRecordScanner } from '../../src/scoring/csv/csv-boundaries.ts';

/** The ends of all records over the whole text, whatever the cuts. */
function scanInPieces(bytes: Uint8Array, cuts: readonly number[]) {
  const scanner = createRecordScanner({ delimiter: ',' });
  const ends: string[] = [];
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    scanner.scan(bytes.subarray(from, cut), (end, blank) =>
      ends.push(`${from + end}${blank ? ' blank' : ''}`),
    );
    from = cut;
  }
  return { ends, ...scanner.finish() };
}

const encode = (text: string) => new TextEncoder().encode(text);

describe('createRecordScanner()', () => {
  const cases: [string, string, string[], { openQuote: boolean; pendingBytes: number }][] = [
    ['lines', 'a,b\nc,d\n', ['4', '8'], { openQuote: false, pendingBytes: 0 }],
    ['a missing last newline', 'a,b\nc', ['4'], { openQuote: false, pendingBytes: 1 }],
    [
      'CRLF and blank lines',
      'a\r\n\r\n\nb\r\n',
      ['3', '5 blank', '6 blank', '9'],
      { openQuote: false, pendingBytes: 0 },
    ],
    ['a quoted newline', '"a\nb",c\nd\n', ['8', '10'], { openQuote: false, pendingBytes: 0 }],
    ['doubled quotes', '"a""\n""",c\nd\n', ['11', '13'], { openQuote: false, pendingBytes: 0 }],
    ['a quote within a plain field', '5" pipe,a\nb\n', ['10', '12'], { openQuote: false, pendingBytes: 0 }],
    ['text behind a closing quote', '"a"b"\nc\n', ['6', '8'], { openQuote: false, pendingBytes: 0 }],
    ['an open quote', 'a\n"b\nc', ['2'], { openQuote: true, pendingBytes: 4 }],
    ['a carriage return alone at the end', 'a\n\r', ['2'], { openQuote: false, pendingBytes: 0 }],
  ];

  test.each(cases)('finds %s, cut at every byte', (_title, text, ends, rest) => {
    const bytes = encode(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(scanInPieces(bytes, [cut])).toEqual({ ends, ...rest });
    }
  });

  test('finds the same records whatever the cuts when the bytes are anything', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é'), maxLength: 60 });
    const cuts = fc.array(fc.nat(60), { maxLength: 8 });
    fc.assert(
      fc.property(text, cuts, (value, places) => {
        const bytes = encode(value);
        const sorted = places.map((place) => Math.min(place, bytes.length)).sort((a, b) => a - b);
        expect(scanInPieces(bytes, sorted)).toEqual(scanInPieces(bytes, []));
      }),
    );
  });
});
