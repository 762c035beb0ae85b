import { z } from 'zod';
import { columns, records, toColumns, toCsv, toRows } from './churn-golden.ts';

export interface FuzzedBody {
  readonly type: string;
  readonly content: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A way to ask for predictions, with requests that succeed. */
export interface FuzzedDialect {
  readonly name: 'predict' | 'v2' | 'azureml' | 'mlflow';
  readonly path: string;
  readonly bodies: readonly FuzzedBody[];
  /** What an error must look like. */
  readonly error: z.ZodType;
}

const few = records.slice(0, 2);
const json = (value: unknown): FuzzedBody => ({
  type: 'application/json',
  content: Buffer.from(JSON.stringify(value)),
});
const csv: FuzzedBody = { type: 'text/csv', content: Buffer.from(toCsv(few)) };
const productError = z.looseObject({ error: z.string().min(1), code: z.string().optional() });

const tensors = Object.entries(toColumns(columns, few)).map(([name, data]) => ({
  name,
  shape: [data.length, 1],
  datatype: typeof data[0] === 'string' ? 'BYTES' : 'FP32',
  data,
}));

export const fuzzedDialects: readonly FuzzedDialect[] = [
  {
    name: 'predict',
    path: '/models/churn/predict',
    bodies: [json(few[0]), json(few), json({ records: few }), csv],
    error: productError,
  },
  {
    name: 'v2',
    path: '/v2/models/churn/infer',
    bodies: [json({ id: 'x', inputs: tensors }), toBinary()],
    error: productError,
  },
  {
    name: 'azureml',
    path: '/score',
    bodies: [
      json(few[0]),
      json({ input_data: { columns, data: toRows(columns, few) } }),
      json({ data: toRows(columns, few) }),
    ],
    error: z.strictObject({ message: z.string().min(1) }),
  },
  {
    name: 'mlflow',
    path: '/models/churn/invocations',
    bodies: [
      json({ dataframe_split: { columns, data: toRows(columns, few) } }),
      json({ dataframe_records: few }),
      json({ instances: toRows(columns, few) }),
      json({ inputs: toColumns(columns, few) }),
      csv,
    ],
    error: z.strictObject({ error_code: z.string().regex(/^[A-Z_]+$/), message: z.string().min(1) }),
  },
];

/** The same tensors, their values as bytes behind the JSON. */
function toBinary(): FuzzedBody {
  const parts = tensors.map(({ data }) => Buffer.concat(data.map(toBytes)));
  const inputs = tensors.map(({ data: _, ...tensor }, k) => ({
    ...tensor,
    parameters: { binary_data_size: parts[k]?.length ?? 0 },
  }));
  const head = Buffer.from(JSON.stringify({ inputs, parameters: { binary_data_output: true } }));
  return {
    type: 'application/octet-stream',
    content: Buffer.concat([head, ...parts]),
    headers: { 'Inference-Header-Content-Length': String(head.length) },
  };
}

function toBytes(value: unknown): Buffer {
  if (typeof value === 'number') return Buffer.from(Float32Array.of(value).buffer);
  const text = Buffer.from(String(value));
  return Buffer.concat([Buffer.from(Uint32Array.of(text.length).buffer), text]);
}

export interface FuzzedAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** What is wrong with an answer, whatever was asked; undefined where nothing is. */
export function findFault(
  { error }: FuzzedDialect,
  { status, type, text }: FuzzedAnswer,
): string | undefined {
  if (status >= 500) return `it is ${status}: ${text.slice(0, 200)}`;
  if (type.startsWith('text/') || type === 'application/octet-stream')
    return text === '' ? 'it is empty' : undefined;
  const body = parse(text);
  if (body === undefined) return `it is no JSON: ${text.slice(0, 200)}`;
  if (status < 400) return undefined;
  return error.safeParse(body).success ? undefined : `it is no error of its shape: ${text.slice(0, 200)}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
