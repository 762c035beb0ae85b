import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import ort from 'onnxruntime-node';

export type Row = Readonly<Record<string, string>>;

const root = new URL('../../../', import.meta.url);
export const tablePath = fileURLToPath(new URL('samples/churn/churn.csv', root));

export async function loadTable(): Promise<{ text: string; rows: Row[] }> {
  const text = await readFile(tablePath, 'utf8');
  return { text, rows: parse<Row>(text, { columns: true }) };
}

/** The first `count` records of a table with its header; the churn table has no quoted newlines. */
export function head(text: string, count: number): string {
  return (
    text
      .split('\n')
      .slice(0, count + 1)
      .join('\n') + '\n'
  );
}

function toTensor(name: string, type: string, rows: readonly Row[]): ort.Tensor {
  const values = rows.map((row) => row[name] ?? '');
  if (type === 'string') return new ort.Tensor('string', values, [rows.length, 1]);
  return new ort.Tensor(
    'float32',
    Float32Array.from(values, (v) => (v === '' ? NaN : Number(v))),
    [rows.length, 1],
  );
}

/** What onnxruntime itself says, called as anyone would call it: no code of the product is involved. */
export async function scorePlainly(
  rows: readonly Row[],
): Promise<{ prediction: string; probability: number }[]> {
  const session = await ort.InferenceSession.create(
    fileURLToPath(new URL('models/churn/1/model.onnx', root)),
  );
  const feeds: Record<string, ort.Tensor> = {};
  for (const input of session.inputMetadata) {
    feeds[input.name] = toTensor(input.name, 'type' in input ? input.type : '', rows);
  }
  const outputs = await session.run(feeds);
  const labels = outputs.label?.data as string[];
  const probabilities = outputs.probabilities?.data as Float32Array;
  return rows.map((_, k) => ({ prediction: labels[k] ?? '', probability: probabilities[2 * k + 1] ?? NaN }));
}

const textColumns = new Set([
  'customer_id',
  'multiple_lines',
  'internet_service',
  'online_security',
  'online_backup',
  'device_protection',
  'tech_support',
  'streaming_tv',
  'streaming_movies',
  'contract',
  'payment_method',
]);

/** A row of the table as the JSON that a web shop would send. */
export function toJsonRecord(row: Row): Record<string, string | number | null> {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => name !== 'churn')
      .map(([name, value]) => [name, textColumns.has(name) ? value : value === '' ? null : Number(value)]),
  );
}
