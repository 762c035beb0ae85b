import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OnnxGraph } from '../../../samples/onnx-writer.ts';
import { parseTableHeader } from '../../../src/scoring/csv/csv-header.ts';
import { toPredictionJson } from '../../../src/scoring/json/format-json.ts';
import { parseJsonRecords } from '../../../src/scoring/json/json-records.ts';
import type { Model } from '../../../src/scoring/model.ts';
import { toOutputHeader } from '../../../src/scoring/plan/output-names.ts';
import { toPredictions } from '../../../src/scoring/plan/to-predictions.ts';
import type { Records } from '../../../src/scoring/records.ts';
import { createScorer } from '../../../src/scoring/scorer.ts';
import { formatTable } from '../../../src/scoring/table/format-table.ts';
import { parseTable } from '../../../src/scoring/table/parse-table.ts';
import { createWorkbench, type Workbench } from '../written-model.ts';

/** Each of two weeks to come: the last sales plus ten times its price plus the size of the shop. */
const graph: OnnxGraph = {
  name: 'sales',
  constants: [
    { name: 'last', type: 'int64', dims: [1], values: [2] },
    { name: 'ten', type: 'float', dims: [1], values: [10] },
  ],
  nodes: [
    { operator: 'Gather', inputs: ['history', 'last'], outputs: ['sales'], attributes: { axis: { int: 1 } } },
    { operator: 'Mul', inputs: ['future', 'ten'], outputs: ['effect'] },
    { operator: 'Add', inputs: ['sales', 'effect'], outputs: ['sum'] },
    { operator: 'Add', inputs: ['sum', 'size'], outputs: ['forecast'] },
    { operator: 'Identity', inputs: ['history'], outputs: ['seen'] },
  ],
  inputs: [
    { name: 'history', type: 'float', dims: ['N', 3] },
    { name: 'future', type: 'float', dims: ['N', 2] },
    { name: 'size', type: 'float', dims: ['N', 1] },
  ],
  outputs: [
    { name: 'forecast', type: 'float', dims: ['N', 2] },
    { name: 'seen', type: 'float', dims: ['N', 3] },
  ],
};

const manifest = {
  series: { by: ['store', 'brand'], time: 'week', unit: 'integer', target: 'sold' },
  inputs: [
    { input: 'history', source: 'window', columns: ['sold'], length: 3 },
    { input: 'future', source: 'future', columns: ['price'], length: 2, default: 'last' },
  ],
  outputs: [{ output: 'forecast', horizon: 2, column: 'forecast' }],
};

let workbench: Workbench;
let model: Model;
beforeAll(async () => {
  workbench = await createWorkbench();
  await workbench.write('sales', graph, manifest);
  await workbench.write('quarters', graph, {
    ...manifest,
    series: { ...manifest.series, time: 'quarter', unit: 'quarter' },
  });
  model = await (await workbench.load()).resolve('sales');
});
afterAll(() => workbench.close());

async function answer(records: Records, of = model) {
  const scored = await createScorer({ pool: workbench.pool }).score(of, records);
  return { predictions: toPredictions(of.plan, scored), records: scored.records };
}

function readTable(text: string, of = model): Records {
  const bytes = Buffer.from(text);
  const { format, headerBytes } = parseTableHeader(bytes);
  const table = { bytes: bytes.subarray(headerBytes), format, firstRow: 1, firstOffset: headerBytes };
  return parseTable({ ...table, include: 'key' }, of.plan);
}

const table = [
  'store,brand,week,sold,price,size',
  '2,5,12,30,1,100',
  '1,5,10,7,2,50',
  '2,5,10,10,1,100',
  '2,5,13,,3,100',
  '2,5,14,,4,100',
  '1,5,11,8,2,51',
  '',
].join('\n');

describe('a table of series', () => {
  test('is forecast in the order in which series first appear, whatever the order of their rows', async () => {
    const { records, predictions } = await answer(readTable(table));
    const csv = Buffer.from(formatTable(model.plan, { records, predictions })).toString();
    const header = toOutputHeader(model.plan, { header: [], include: 'key' });
    expect(header + csv).toBe(
      [
        'row,store,brand,step,week,forecast',
        '1,2,5,1,13,160',
        '1,2,5,2,14,170',
        '2,1,5,1,12,79',
        '2,1,5,2,13,79',
        '',
      ].join('\n'),
    );
    expect(records.keys).toEqual(['2/5', '1/5']);
  });

  test('gives NaN where a week is missing, and before the first', () => {
    const [history] = readTable(table).columns;
    expect(history?.values).toEqual(Float32Array.from([10, NaN, 30, NaN, 7, 8]));
  });

  test('takes the last of rows that come twice for a time', () => {
    const [history] = readTable(`${table}2,5,12,99,1,100\n`).columns;
    expect(history?.values.slice(0, 3)).toEqual(Float32Array.from([10, NaN, 99]));
  });

  test.each([
    ['1,5,12,x,2,50', 'in one of its rows "sold" is "x", expected a number', 'sold', '1/5'],
    ['1,5,soon,9,2,50', '"week" is "soon", expected a whole number', 'week', '1/5'],
    ['1,5,12,9,2', 'it has 5 fields, expected 6', undefined, undefined],
  ])('has one series fail for the row %s, and no other', (row, what, column, key) => {
    const { errors, keys, total } = readTable(`${table}${row}\n`);
    expect(errors[0]?.message).toMatch(new RegExp(`^Cannot score record \\d of "sales": ${what}`));
    expect({ column: errors[0]?.column, key: errors[0]?.key }).toEqual({ column, key });
    expect(keys).toContain('2/5');
    expect((keys?.length ?? 0) + errors.length).toBe(total);
  });

  test('has a series fail that has no value of what is forecast', () => {
    const { errors } = readTable(`${table}9,9,1,,2,50\n`);
    expect(errors).toEqual([
      {
        row: 3,
        key: '9/9',
        column: 'sold',
        code: 'MissingValue',
        message: 'Cannot score record 3 of "sales": "sold" has no value in any of its rows',
      },
    ]);
  });
});

const series = { store: 2, brand: 5, size: 100, sold: [10, null, 30], price: [1, 1, 1] };
const parse = (...records: unknown[]) => parseJsonRecords(records, { ...model.plan, maxRecords: 10 });

test('a table without a column of numbers is not forecast, though each row may lack a value', () => {
  const narrow = table.split('\n').map((line) =>
    line
      .split(',')
      .filter((_, k) => k !== 4)
      .join(','),
  );
  expect(() => readTable(narrow.join('\n'))).toThrow('column "price" is missing');
});

describe('a series as JSON', () => {
  test('is forecast as the table is', async () => {
    const record = { ...series, week: [10, 11, 12], future: { price: [3, 4] } };
    const { predictions } = await answer(parse(record));
    expect(toPredictionJson(predictions)).toEqual([{ forecast: [160, 170], week: [13, 14] }]);
  });

  test('needs no times, and takes the last known value of what is not told', async () => {
    const { predictions } = await answer(parse(series));
    expect(toPredictionJson(predictions)).toEqual([{ forecast: [140, 140], week: [null, null] }]);
  });

  test('tells quarters by their names', async () => {
    const quarters = await (await workbench.load()).resolve('quarters');
    const record = { ...series, quarter: ['2025Q2', '2025Q3', '2025Q4'] };
    const records = parseJsonRecords(record, { ...quarters.plan, maxRecords: 1 });
    const { predictions } = await answer(records, quarters);
    expect(toPredictionJson(predictions)).toMatchObject([{ quarter: ['2026Q1', '2026Q2'] }]);
  });

  test.each([
    [{ ...series, store: null }, '"store" is missing'],
    [{ ...series, sold: 5 }, '"sold" is 5, expected a list'],
    [{ ...series, sold: [1, 'x', 2] }, '"sold" has a value 2 that is "x", expected a number'],
    [{ ...series, price: [1, 1] }, '"price" has 2 values, but "sold" has 3'],
    [{ ...series, week: [1, 2] }, '"week" has 2 values, but "sold" has 3'],
    [{ ...series, week: [1, 3, 3] }, '"week" has a value 3 that is not later than the one before'],
    [{ ...series, week: [1, 2, 'x'] }, '"week" has a value 3 that is "x", expected a whole number'],
    [{ ...series, future: 3 }, '"future" is 3, expected an object of lists'],
    [{ ...series, size: 'big' }, '"size" is "big", expected a number'],
    [{ ...series, sold: [null], price: [1] }, '"sold" has no value in any of its rows'],
    [7, 'it is 7, expected an object'],
  ])('is refused: %j', (record, what) => {
    expect(parse(record).errors.map(({ message }) => message)).toEqual([
      `Cannot score record 1 of "sales": ${what}`,
    ]);
  });
});
