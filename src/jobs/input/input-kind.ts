export const inputKinds = ['csv', 'jsonl', 'parquet'] as const;

/** How the content of a blob is to be read. */
export interface InputKind {
  readonly kind: (typeof inputKinds)[number];
  readonly gzip: boolean;
}

const endings: readonly (readonly [RegExp, InputKind['kind']])[] = [
  [/\.csv$/, 'csv'],
  [/\.tsv$/, 'csv'],
  [/\.(jsonl|ndjson)$/, 'jsonl'],
  [/\.parquet$/, 'parquet'],
];

/** What the name of a blob says of its content; undefined where it is not the name of a table. */
export function findInputKind(name: string): InputKind | undefined {
  const lower = name.toLowerCase();
  const gzip = lower.endsWith('.gz');
  const plain = gzip ? lower.slice(0, -'.gz'.length) : lower;
  const kind = endings.find(([pattern]) => pattern.test(plain))?.[1];
  // The columns of a Parquet file are compressed already, and its end must be read first.
  return kind === undefined || (gzip && kind === 'parquet') ? undefined : { kind, gzip };
}

/** For messages. */
export const tableEndings = '.csv, .tsv, .jsonl, .ndjson, the same with .gz, .parquet';
export const inputEndings = `${tableEndings}, .zip, .manifest`;

/** Whether a blob of this name is a table that can be scored. */
export function isTableName(name: string): boolean {
  return findInputKind(name) !== undefined;
}
