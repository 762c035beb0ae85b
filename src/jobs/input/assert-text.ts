import { ScoringError } from '../../scoring/scoring-error.ts';
import type { InputKind } from './input-kind.ts';

/** The first bytes of what is often given the name of a table. */
const signatures: readonly (readonly [signature: readonly number[], what: string])[] = [
  [[0x1f, 0x8b], 'it is gzip: let its name end in .gz, or declare format.compression "gzip"'],
  [[...Buffer.from('PAR1')], 'it is Parquet: let its name end in .parquet, or declare format.kind "parquet"'],
  [[0x50, 0x4b, 0x03, 0x04], 'it is a zip file, as spreadsheets are: save the table as CSV'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'it is a spreadsheet: save the table as CSV'],
];

/** Fails with InvalidInput where the first bytes of a table show that it is not what its name or its settings say. */
export function assertText(input: string, head: Uint8Array, { kind }: Pick<InputKind, 'kind'>): void {
  const signed = signatures.find(([signature]) => signature.every((byte, k) => head[k] === byte));
  const reason = signed?.[1] ?? (kind === 'jsonl' ? findWholeJson(head) : undefined);
  if (reason === undefined) return;
  throw new ScoringError('InvalidInput', `Cannot read the input "${input}": ${reason}`);
}

/** What is one value over many lines, or an array: each line by itself would be an error. */
function findWholeJson(head: Uint8Array): string | undefined {
  const [line = ''] = Buffer.from(head).toString('utf8').trimStart().split('\n', 1);
  const text = line.trim();
  if (text.startsWith('[')) return 'it is one JSON array, expected an object on each line';
  if (text !== '{') return undefined;
  return 'its first object runs over many lines, expected an object on each line';
}
