import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { outputPath } from '../../src/jobs/job-paths.ts';
import type { JobSettingsInput } from '../../src/jobs/job-settings.ts';
import type { Job } from '../../src/jobs/job.ts';
import { createChunkScorer } from '../../src/scoring/chunk-scorer.ts';
import { createRecordTimer } from '../../src/scoring/batching/record-timer.ts';
import type { OnnxGraph } from '../../samples/onnx-writer.ts';
import { createWorkbench, type Workbench } from '../scoring/written-model.ts';
import { createJobHarness, type JobHarness } from './support/job-harness.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';

const twiceGraph: OnnxGraph = {
  name: 'twice',
  nodes: [{ operator: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
  inputs: [{ name: 'x', type: 'float', dims: ['N', 1] }],
  outputs: [{ name: 'y', type: 'float', dims: ['N', 1] }],
};

let workbench: Workbench;
let harness: JobHarness;
beforeAll(async () => {
  workbench = await createWorkbench();
  await workbench.write('twice', twiceGraph, { key: 'id', outputs: [{ output: 'y', column: 'y' }] });
  const repository = await workbench.load();
  harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: repository,
    scoreChunk: createChunkScorer({ repository, pool: workbench.pool }),
    timeRecord: createRecordTimer(workbench.pool),
  });
});
afterAll(() => workbench.close());

let jobs = 0;
/** Scores blobs by a request; chunks of two records, so that tables are cut and packed. */
async function score(
  tables: Readonly<Record<string, string | Uint8Array>>,
  settings: JobSettingsInput = {},
  input?: string,
): Promise<Job> {
  const folder = `twice/${++jobs}`;
  for (const [name, body] of Object.entries(tables)) {
    await harness.blobs.write({ container: 'batch-input', name: `${folder}/${name}` }, body);
  }
  const body = {
    id: `j${jobs}`,
    model: 'twice',
    input: `batch-input/${folder}/${input ?? Object.keys(tables)[0]}`,
    settings: { mini_batch_size: 2, ...settings },
  };
  const trigger = { kind: 'http', requestId: 'r' } as const;
  const job = await harness.startFromRequest({ body, trigger, model: undefined }, harness.runner);
  return harness.ended(job.id);
}

const predictions = 'row,id,y\n1,é,3\n2,b,-4.5\n3,c,0.25\n4,d,20\n5,e,1e-7\n';
const records = [
  ['é', '1.5'],
  ['b', '-2.25'],
  ['c', '0.125'],
  ['d', '1e1'],
  ['e', '5e-8'],
] as const;
const write = (delimiter: string, newline = '\n', toNumber = (text: string) => text) =>
  [`id${delimiter}x`, ...records.map(([id, x]) => `${id}${delimiter}${toNumber(x)}`)].join(newline) + newline;
const jsonLines = records.map(([id, x]) => `${JSON.stringify({ id, note: null, x: Number(x) })}\n`).join('');
const csv = write(',');

describe('a job', () => {
  test.each([
    ['CSV', 't.csv', csv],
    ['CRLF', 't.csv', write(',', '\r\n')],
    ['carriage returns', 't.csv', write('|', '\r')],
    ['a byte order mark', 't.csv', `\uFEFF${csv}`],
    ['tabs', 't.tsv', write('\t')],
    ['decimal commas', 't.csv', write(';', '\n', (text) => text.replace('.', ','))],
    ['Latin-1', 't.csv', Buffer.from(csv, 'latin1')],
    ['UTF-16, little end first', 't.csv', Buffer.from(`\uFEFF${csv}`, 'utf16le')],
    ['UTF-16, big end first', 't.csv', Buffer.from(`\uFEFF${csv}`, 'utf16le').swap16()],
    ['gzip', 't.csv.gz', gzipSync(csv)],
    ['gzip of two members', 't.csv.gz', Buffer.concat([gzipSync(csv.slice(0, 9)), gzipSync(csv.slice(9))])],
    ['JSON Lines', 't.jsonl', jsonLines],
    ['JSON Lines in gzip', 't.jsonl.gz', gzipSync(jsonLines)],
  ])('scores a table in %s', async (_, name, body) => {
    const job = await score({ [name]: body });
    expect(job).toMatchObject({
      status: 'Succeeded',
      records: { total: 5, failed: 0 },
      chunks: { total: 3 },
    });
    expect(await harness.output(job, 'predictions')).toBe(predictions);
  });

  test('tells the record, and its place in the table, of what cannot be read', async () => {
    const job = await score({
      't.jsonl.gz': gzipSync('{"id":"a","x":1}\n{"id":"b"}\n5\n{"id":"d","x":"y"\n'),
    });
    const errors = (await harness.output(job, 'errors'))!.trim().split('\n');
    expect(errors.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        row: 2,
        offset: 17,
        key: 'b',
        column: 'x',
        code: 'MissingValue',
        message: 'Cannot score record 2 of "twice": "x" is missing',
      },
      {
        row: 3,
        offset: 28,
        code: 'InvalidValue',
        message: 'Cannot score record 3 of "twice": it is 5, expected an object',
      },
      {
        row: 4,
        offset: 30,
        code: 'InvalidValue',
        message: String.raw`Cannot score record 4 of "twice": it is "{\"id\":\"d\",\"x\":\"y\"", expected JSON`,
      },
    ]);
  });

  test.each([
    ['gzip that is none', 't.csv.gz', csv, 'it is not gzip, it is cut off, or something comes after it'],
    [
      'gzip that is cut off',
      't.csv.gz',
      gzipSync(csv).subarray(0, 30),
      'it is not gzip, it is cut off, or something comes after it',
    ],
    [
      'gzip of too much',
      't.csv.gz',
      gzipSync(`id,x\n${`${'a'.repeat(997)},1\n`.repeat(80_000)}`),
      'it inflates to more than 250 times its size',
    ],
    ['Parquet that is none', 't.parquet', csv, 'it is not a Parquet file'],
    [
      'gzip with more behind it',
      't.csv.gz',
      Buffer.concat([gzipSync(csv), Buffer.from('more')]),
      'it is not gzip, it is cut off, or something comes after it',
    ],
    [
      'gzip by the name of a table',
      't.csv',
      gzipSync(csv),
      'it is gzip: let its name end in .gz, or declare format.compression "gzip"',
    ],
    [
      'Parquet by the name of a table',
      't.csv',
      'PAR1....PAR1',
      'it is Parquet: let its name end in .parquet, or declare format.kind "parquet"',
    ],
    [
      'a spreadsheet',
      't.csv',
      'PK\x03\x04...',
      'it is a zip file, as spreadsheets are: save the table as CSV',
    ],
    [
      'a spreadsheet of old',
      't.csv',
      Buffer.from('d0cf11e0a1b1', 'hex'),
      'it is a spreadsheet: save the table as CSV',
    ],
    [
      'a JSON array',
      't.jsonl',
      '[{"id":"a","x":1}]',
      'it is one JSON array, expected an object on each line',
    ],
    [
      'JSON over lines',
      't.jsonl',
      '{\n  "id":"a",\n  "x":1\n}\n',
      'its first object runs over many lines, expected an object on each line',
    ],
  ])('fails for %s', async (_, name, body, reason) => {
    const job = await score({ [name]: body });
    expect(job).toMatchObject({
      status: 'Failed',
      error: `Cannot read the input "batch-input/twice/${jobs}/${name}": ${reason}`,
    });
  });

  test('reads what is declared, whatever the name says', async () => {
    const format = { kind: 'csv', compression: 'gzip', delimiter: '#', quote: "'", decimal: ',' } as const;
    const body = gzipSync("id#x\n'a#b'#1,5\n");
    const job = await score({ 't.txt': body }, { format });
    expect(await harness.output(job, 'predictions')).toBe('row,id,y\n1,a#b,3\n');
  });

  test.each([
    [{ quote: '#', delimiter: '#' }, '"format.quote" is wrong, expected another one than the delimiter'],
    [{ quote: ',', decimal: ',' }, '"format.quote" is wrong, expected another one than the decimal'],
    [{ delimiter: '.', decimal: '.' }, '"format.delimiter" is wrong, expected another one than the decimal'],
  ] as const)('refuses marks of two meanings: %j', async (format, message) => {
    await expect(score({ 't.csv': csv }, { format })).rejects.toThrow(message);
  });

  test('scores a folder of which a name says that it is for others, when it is asked for', async () => {
    const hidden = await score({ '_own/a.csv': csv, '_own/_b.csv': csv }, {}, '_own/');
    expect(await harness.output(hidden, 'predictions')).toBe(predictions);
    expect(await score({ '_own/a.csv': csv }, {}, '')).toMatchObject({
      status: 'Failed',
      error: expect.stringContaining('there is no table that it names') as unknown,
    });
  });

  test('writes JSON Lines, carrying values as they came', async () => {
    const body = '{"id":"a","x":1.5,"tags":["u",{"v":1}],"y":true}\n{"id":7,"x":2}\n';
    const job = await score({ 't.jsonl': body }, { output_format: 'jsonl', include: 'all', exclude: ['x'] });
    expect(outputPath(job, 'predictions').name).toBe(`twice/${job.id}/predictions.jsonl`);
    expect(await harness.output(job, 'predictions')).toBe(
      '{"row":1,"id":"a","tags":["u",{"v":1}],"input_y":true,"y":3}\n' +
        '{"row":2,"id":"7","tags":null,"input_y":null,"y":4}\n',
    );
  });

  test('guards spreadsheets from formulas, and leaves numbers alone', async () => {
    const body = 'id,x,=note\n=1+1,1,@a\n-5,2,+b\n"\t=c",3,-2.5\n';
    const job = await score({ 't.csv': body }, { csv_formula_guard: true, include: ['=note'] });
    expect(await harness.output(job, 'predictions')).toBe(
      "row,id,'=note,y\n1,'=1+1,'@a,2\n2,-5,'+b,4\n3,'\t=c,-2.5,6\n",
    );
  });

  test.each([
    [{ include: ['Note'] }, '"include" names "Note", which the input does not have: did you mean "note"?'],
    [{ exclude: ['nota'] }, '"exclude" names "nota", which the input does not have: did you mean "note"?'],
    [{ include: 'all', exclude: ['zip'] }, '"exclude" names "zip", which the input does not have'],
  ] as const)('fails for columns of the output that are none: %j', async (settings, reason) => {
    const job = await score({ 't.csv': 'id,x,note\na,1,n\n' }, settings);
    expect(job).toMatchObject({
      status: 'Failed',
      error: `Cannot choose the columns of the output: ${reason}`,
    });
  });

  test('warns of a quote that is never closed: what comes after it is one record, and fails', async () => {
    const job = await score({ 't.csv': 'id,x\na,1\n"b,2\nc,3\nd,4\n' });
    expect(job).toMatchObject({
      status: 'Succeeded',
      records: { total: 2, succeeded: 1, failed: 1 },
      warnings: [
        `In "batch-input/twice/${jobs}/t.csv" the quote that opens in record 2 is never closed: all after it, 13 of 22 bytes, is one record`,
      ],
    });
  });

  test('warns of a table without the key', async () => {
    const job = await score({ 't.csv': 'x\n1\n' });
    expect(job.warnings).toEqual([
      'The input has no "id", the key of "twice": its predictions are stored by job and row',
    ]);
  });

  test('makes chunks no larger than they may take time for', async () => {
    const slow = createJobHarness({ ...harness, timeRecord: async () => 400 });
    await slow.blobs.write({ container: 'batch-input', name: 'twice/slow.csv' }, csv);
    const settings = { max_chunk_seconds: 1.5 };
    const body = { id: 'slow', model: 'twice', input: 'batch-input/twice/slow.csv', settings };
    const trigger = { kind: 'http', requestId: 'r' } as const;
    await slow.startFromRequest({ body, trigger, model: undefined }, slow.runner);
    expect(await slow.ended('slow')).toMatchObject({ status: 'Succeeded', chunks: { total: 2 } });
  });
});

describe('a job of many tables', () => {
  const tables = {
    '2026-01/a.csv': 'id,x\na,1',
    '2026-01/b.csv': 'id,x\nb,2\nc,zz\nd,4\n',
    '2026-02/c.csv.gz': gzipSync('id,x\ne,"5'),
    '2026-02/d.csv': 'id,x\nf,6\n',
    '2026-02/_ignored.csv': 'nothing',
    'notes.txt': 'nothing',
  };

  test('scores those of a pattern together, in the order of their names', async () => {
    const job = await score(tables, {}, '2026-*/*');
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 6, succeeded: 4, failed: 2 } });
    expect(await harness.output(job, 'predictions')).toBe('row,id,y\n1,a,2\n2,b,4\n4,d,8\n6,f,12\n');
    const errors = (await harness.output(job, 'errors'))!.trim().split('\n');
    const folder = `batch-input/twice/${jobs}`;
    expect(errors.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { row: 3, offset: 9, file: `${folder}/2026-01/b.csv`, key: 'c', column: 'x' },
      { row: 5, offset: 5, file: `${folder}/2026-02/c.csv.gz`, code: 'UnclosedQuote' },
    ]);
  });

  test('scores all below a folder', async () => {
    expect(await score(tables, {}, '2026-01/')).toMatchObject({
      records: { total: 4 },
      chunks: { total: 2 },
    });
  });

  const list = (value: unknown) => ({ ...tables, 'l.manifest': JSON.stringify(value) });

  test('scores those of a list, in its order, hidden or not', async () => {
    const names = ['2026-02/d.csv', '_own.csv', '2026-01/a.csv'];
    const job = await score({ ...list(names), '_own.csv': 'id,x\ng,7\n' }, {}, 'l.manifest');
    expect(await harness.output(job, 'predictions')).toBe('row,id,y\n1,f,12\n2,g,14\n3,a,2\n');
    expect(job.input).toMatchObject({ path: `batch-input/twice/${jobs}/l.manifest`, bytes: 9 + 9 + 8 });
  });

  test("scores those of a list with a prefix, as SageMaker's has it", async () => {
    const elsewhere = `batch-input/twice/${jobs + 1}/2026-`;
    const job = await score(list([{ prefix: elsewhere }, '02/d.csv', '01/a.csv']), {}, 'l.manifest');
    expect(await harness.output(job, 'predictions')).toBe('row,id,y\n1,f,12\n2,a,2\n');
  });

  test('starts with the drop of a list', async () => {
    await harness.drop('twice/_lists/a.csv', csv);
    const job = await harness.drop('twice/l.manifest', JSON.stringify(['_lists/a.csv']));
    expect(await harness.output(await harness.ended(job!.id), 'predictions')).toBe(predictions);
  });

  test.each([
    ['nothing', [], 'it names no table'],
    ['what is not there', ['none.csv'], 'it is not there'],
    ['what is no table', ['notes.txt'], 'it names "notes.txt", which ends in none of .csv, .tsv, '],
    ['a table twice', ['a.csv', 'a.csv'], 'it names "a.csv" twice'],
    ['a folder above', ['../a.csv'], 'its path has empty parts, dots or backslashes'],
    [
      'another container',
      [{ prefix: 'models/' }, 'a.csv'],
      'it is in container "models", expected batch-input',
    ],
    ['no list', { a: 1 }, 'it is no list of names, expected a JSON array such as ["a.csv", "b.csv"]'],
    [
      'too many',
      Array.from({ length: 10_001 }, (_, n) => `${n}.csv`),
      'it names 10001 tables, at most 10000',
    ],
  ])('fails for a list of %s', async (_, names, reason) => {
    const job = await score(list(names), {}, 'l.manifest');
    expect(job).toMatchObject({ status: 'Failed', error: expect.stringContaining(reason) as unknown });
  });

  test('fails where a pattern names nothing', async () => {
    expect(await score(tables, {}, '2027-*/')).toMatchObject({
      status: 'Failed',
      error: `Cannot read the input "batch-input/twice/${jobs}/2027-*/": there is no table that it names`,
    });
  });
});

describe('a job of Parquet', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'onscore-parquet-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function toParquet(query: string, options: string): Promise<Uint8Array> {
    const file = path.join(folder, 't.parquet');
    const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
    await connection.run(`copy (${query}) to '${file}' (format parquet, ${options})`);
    connection.closeSync();
    return readFile(file);
  }

  test.each(['uncompressed', 'snappy', 'zstd', 'gzip'])('scores what %s holds', async (codec) => {
    const rows = records
      .map(([id, x], row) => `(${row}, '${id}', ${x}::float, date '2026-01-01')`)
      .join(', ');
    const query = `select id, x, day from (values ${rows}) as t(row, id, x, day) order by row`;
    const job = await score({ 't.parquet': await toParquet(query, `codec ${codec}`) });
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 5 }, chunks: { total: 3 } });
    expect(await harness.output(job, 'predictions')).toBe(predictions);
  });

  test('scores row groups one after another, and carries values of every type', async () => {
    const query = `select i as id, case when i = 4000 then null else i / 8 end as x, 9007199254740993 + i as big,
      timestamp '2026-01-02 03:04:05' as at, [i, 2] as list, i % 2 = 0 as even from range(5000) as t(i)`;
    const body = await toParquet(query, 'row_group_size 2048');
    const job = await score(
      { 't.parquet': body },
      { mini_batch_size: 1000, include: ['big', 'at', 'list', 'even'] },
    );
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 5000, failed: 1 } });
    const lines = (await harness.output(job, 'predictions'))!.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'row,id,big,at,list,even,y',
      '1,0,9007199254740993,2026-01-02T03:04:05.000Z,"[0,2]",true,0',
      '2,1,9007199254740994,2026-01-02T03:04:05.000Z,"[1,2]",false,0.25',
    ]);
    expect(lines[4999]).toBe('5000,4999,9007199254745992,2026-01-02T03:04:05.000Z,"[4999,2]",false,1249.75');
    expect(JSON.parse((await harness.output(job, 'errors'))!)).toEqual({
      row: 4001,
      key: '4000',
      column: 'x',
      code: 'MissingValue',
      message: 'Cannot score record 4001 of "twice": "x" is missing',
    });
  });
});
