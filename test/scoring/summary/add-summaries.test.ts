import { describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.ts';
import type { RecordError } from '../../../src/scoring/records.ts';
import { addSummaries } from '../../../src/scoring/summary/add-summaries.ts';
import { type ChunkSummary, emptySummary } from '../../../src/scoring/summary/chunk-summary.ts';
import { countUnknownTexts } from '../../../src/scoring/summary/count-unknown-texts.ts';
import type { ModelProfile } from '../../../src/scoring/summary/model-profile.ts';
import { summarizeChunk } from '../../../src/scoring/summary/summarize-chunk.ts';

interface Row {
  readonly plan: string;
  readonly charge: number;
  readonly score: number;
  readonly label: string;
  readonly isBad: boolean;
}

const profile: ModelProfile = {
  modelSha256: '0'.repeat(64),
  table: 'rows.csv',
  records: 10,
  inputs: [
    { column: 'plan', kind: 'category', values: ['a', 'b'], counts: [5, 3], other: 2, missing: 0 },
    { column: 'charge', kind: 'number', edges: [0, 10], counts: [1, 8, 1], missing: 0 },
  ],
  predictions: [{ column: 'score', kind: 'number', edges: [0.5], counts: [5, 5], missing: 0 }],
};

const columns = [
  { name: 'plan', type: 'string', missing: { rule: 'nan' } },
  { name: 'charge', type: 'float64', missing: { rule: 'nan' } },
] as const;

const reader = {
  plan: {
    columns,
    feeds: [{ input: 'x', type: 'string', recordDims: [1], source: { kind: 'columns', columns: [0] } }],
  },
  session: { vocabularies: new Map([['x', new Set(['a', 'b'])]]) },
} as const;

function summarize(rows: readonly Row[], firstRow: number): ChunkSummary {
  const good = rows.filter(({ isBad }) => !isBad);
  const errors = rows.flatMap(({ isBad, plan }, at): RecordError[] =>
    isBad
      ? [{ row: firstRow + at, column: plan, code: 'InvalidValue', message: `row ${firstRow + at}` }]
      : [],
  );
  const chunk = {
    columns,
    records: {
      total: rows.length,
      count: good.length,
      errors,
      columns: [
        { type: 'string' as const, values: good.map(({ plan }) => plan) },
        { type: 'float64' as const, values: Float64Array.from(good, ({ charge }) => charge) },
      ],
    },
    predictions: {
      count: good.length,
      columns: [
        { name: 'score', values: Float64Array.from(good, ({ score }) => score) },
        { name: 'label', values: good.map(({ label }) => label) },
      ],
    },
  };
  const { columns: values } = chunk.records;
  const rowsOf = Uint32Array.from(rows.flatMap(({ isBad }, at) => (isBad ? [] : [firstRow + at])));
  const unknownTexts = countUnknownTexts({ columns: values, rows: rowsOf }, reader);
  return summarizeChunk({ ...chunk, unknownTexts }, { profile, segments: ['plan'] });
}

/** What differs by the order of adding only, put in one order; of the sums the 15 digits that a double has. */
function toComparable({ errors, segments, ...summary }: ChunkSummary): unknown {
  const byCause = errors.toSorted((a, b) => (a.column ?? '').localeCompare(b.column ?? ''));
  const text = JSON.stringify({ ...summary, segments, errors: byCause }, (name, value: unknown) =>
    name === 'low' ? 0 : name === 'high' ? Number(value).toPrecision(14) : value,
  );
  return JSON.parse(text);
}

const rowOf = fc.record({
  plan: fc.oneof(fc.constantFrom('', 'a', 'b', 'c'), fc.string({ maxLength: 3 })),
  charge: fc.oneof(fc.constant(NaN), fc.double({ min: -20, max: 20, noNaN: true })),
  score: fc.double({ min: 0, max: 1, noNaN: true }),
  label: fc.constantFrom('Yes', 'No'),
  isBad: fc.boolean(),
});

describe('addSummaries()', () => {
  test('gives for chunks what one chunk of all records gives', () => {
    fc.assert(
      fc.property(
        fc.array(rowOf, { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 50 }),
        (rows, size) => {
          const starts = rows.map((_, at) => at).filter((at) => at % size === 0);
          const parts = starts.map((start) => summarize(rows.slice(start, start + size), start + 1));
          const added = parts.reduce(addSummaries, emptySummary);
          expect(toComparable(added)).toEqual(toComparable(summarize(rows, 1)));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('is bounded, and the same for any chunks, when there are more values than it keeps', () => {
    const rows = Array.from({ length: 5000 }, (_, k) => ({
      plan: `plan ${k % 2000}`,
      charge: k,
      score: (k % 100) / 100,
      label: `label ${k}`,
      isBad: false,
    }));
    const whole = summarize(rows, 1);
    const parts = [rows.slice(0, 1), rows.slice(1, 1700), rows.slice(1700)].map((part) => summarize(part, 1));
    const added = parts.toReversed().reduce(addSummaries, emptySummary);
    expect(toComparable(added)).toEqual(toComparable(whole));
    const [segment] = added.segments;
    expect(segment?.values.entries.length).toBe(256);
    expect(segment?.values.isWhole).toBe(false);
    expect(JSON.stringify(added).length).toBeLessThan(200_000);
  });
});
