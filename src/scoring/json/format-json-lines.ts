import { toPredictionJson } from './format-json.ts';
import type { Predictions } from '../predictions.ts';
import type { Records } from '../records.ts';

const encoder = new TextEncoder();

/**
 * The lines of predictions.jsonl: an object a record, `{"row", <key>, <carried columns>, <predictions>}`; `names` are those
 * of its values after the row. Values as in the JSON of a real-time answer: NaN and infinities are null.
 */
export function formatJsonLines(
  records: Records,
  predictions: Predictions,
  names: readonly string[],
): Uint8Array<ArrayBuffer> {
  const { keys, carried, rows, count } = records;
  const fields = names.map((name) => `,${JSON.stringify(name)}:`);
  const texts = [
    ...(keys ? [(index: number) => JSON.stringify(keys[index])] : []),
    ...carried.map(({ values, json }) =>
      json === true
        ? (index: number) => values[index] ?? 'null'
        : (index: number) => JSON.stringify(values[index]),
    ),
  ];
  const answers = toPredictionJson(predictions);
  const columns = predictions.columns.map(({ name }) => name);
  const lines: string[] = [];
  for (let index = 0; index < count; index++) {
    let line = `{"row":${rows[index] ?? 0}`;
    for (const [k, read] of texts.entries()) line += `${fields[k] ?? ''}${read(index)}`;
    const answer = answers[index];
    for (const [k, name] of columns.entries()) {
      line += `${fields[texts.length + k] ?? ''}${JSON.stringify(answer?.[name] ?? null)}`;
    }
    lines.push(`${line}}\n`);
  }
  return encoder.encode(lines.join(''));
}
