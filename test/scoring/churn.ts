import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const root = new URL('../../', import.meta.url);
export const modelsDirectory = fileURLToPath(new URL('models', root));

export type Row = Readonly<Record<string, string>>;

export async function loadChurnTable(): Promise<{ bytes: Uint8Array<ArrayBuffer>; rows: Row[] }> {
  const bytes = new Uint8Array(await readFile(new URL('samples/churn/churn.csv', root)));
  return { bytes, rows: parse<Row>(Buffer.from(bytes), { columns: true }) };
}

/** What onnxruntime says when it is called with no code of the product. */
export async function predictPlainly(
  rows: readonly Row[],
): Promise<{ label: string; probability: number }[]> {
  const session = await InferenceSession.create(fileURLToPath(new URL('models/churn/1/model.onnx', root)));
  const feeds = Object.fromEntries(
    session.inputMetadata.map((input) => {
      const texts = rows.map((row) => row[input.name] ?? '');
      const isText = input.isTensor && input.type === 'string';
      const values = isText ? texts : Float32Array.from(texts, (text) => (text === '' ? NaN : Number(text)));
      return [input.name, new Tensor(isText ? 'string' : 'float32', values, [rows.length, 1])];
    }),
  );
  const { label, probabilities } = await session.run(feeds);
  const labels = label!.data as string[];
  const values = probabilities!.data as Float32Array;
  return rows.map((_, k) => ({ label: labels[k]!, probability: values[2 * k + 1]! }));
}
