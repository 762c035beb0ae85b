import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Subject } from './subject.ts';

type Row = Readonly<Record<string, string>>;

/** The loop that anyone would write: csv-parse, onnxruntime-node and csv-stringify, so many records a run. */
export async function runLoop({ model, table }: Subject, batchSize: number): Promise<number> {
  const session = await InferenceSession.create(model.file, { intraOpNumThreads: 1 });
  const parser = Readable.from([Buffer.from(table)]).pipe(parse({ columns: true }));
  let bytes = 0;
  let rows: Row[] = [];
  const flush = async () => {
    if (rows.length === 0) return;
    const results = await session.run(toFeeds(model, rows));
    bytes += stringify(toLines(model, rows, results)).length;
    rows = [];
  };
  for await (const row of parser as AsyncIterable<Row>) {
    if (rows.push(row) === batchSize) await flush();
  }
  await flush();
  await session.release();
  return bytes;
}

function toFeeds({ plan }: Subject['model'], rows: readonly Row[]): Record<string, Tensor> {
  return Object.fromEntries(
    plan.feeds.map(({ input, type, source }) => {
      const names = source.kind === 'columns' ? source.columns.map((k) => plan.columns[k]?.name ?? '') : [];
      const texts = rows.flatMap((row) => names.map((name) => row[name] ?? ''));
      const dims = [rows.length, names.length];
      return [
        input,
        type === 'string'
          ? new Tensor('string', texts, dims)
          : new Tensor(
              'float32',
              Float32Array.from(texts, (text) => (text === '' ? NaN : Number(text))),
              dims,
            ),
      ];
    }),
  );
}

function toLines({ plan }: Subject['model'], rows: readonly Row[], results: InferenceSession.ReturnType) {
  const columns = plan.predictions.map(({ output, component }) => {
    const data = results[output]?.data ?? [];
    const width = data.length / rows.length;
    return rows.map((_, k) => data[k * width + component]);
  });
  return rows.map((row, k) => [row[plan.key ?? ''], ...columns.map((values) => values[k])]);
}
