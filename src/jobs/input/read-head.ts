import { hasWholeHeader, type DeclaredFormat } from '../../scoring/csv/csv-header.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';

const maxHeaderBytes = 1024 * 1024;
/** So much of a table is looked at to find out how it is written. */
const sampleBytes = 64 * 1024;

/** Collects the first pieces of a table until they hold its header and a sample of its records. */
export async function readHead(
  pieces: AsyncIterator<Uint8Array>,
  { kind, declared }: { readonly kind: 'csv' | 'jsonl'; readonly declared: DeclaredFormat },
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
    parts.push(next.value);
    bytes += next.value.length;
    if (bytes < sampleBytes) continue;
    const head = Buffer.concat(parts);
    if (kind === 'jsonl' || hasWholeHeader(head, declared)) return head;
    if (bytes > maxHeaderBytes) {
      const reason = `its header is over ${maxHeaderBytes} bytes`;
      throw new ScoringError('InvalidInput', `Cannot score the table: ${reason}`);
    }
  }
  return Buffer.concat(parts);
}
