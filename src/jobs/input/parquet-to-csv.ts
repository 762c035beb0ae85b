import { type FileMetaData, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { formatCsvLine } from '../../scoring/csv/format-csv.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { toFieldText } from './parquet-value.ts';

/** A row group is read as a whole: what it inflates to must fit in memory beside its rows. */
const maxGroupBytes = 256 * 1024 * 1024;
const rowsPerPiece = 1000;

/** The bytes of a Parquet file, by ranges. */
export interface ParquetFile {
  readonly byteLength: number;
  readonly slice: (start: number, end?: number) => Promise<ArrayBuffer>;
}

export interface ParquetOptions {
  /** Path of the input, for messages. */
  readonly input: string;
  /** Picks the columns that are read, of all that there are. */
  readonly choose: (names: readonly string[]) => readonly string[];
}

/** The rows of a Parquet file as CSV with a header, a row group at a time; fails with InvalidInput for what cannot be read. */
export async function* parquetToCsv(
  file: ParquetFile,
  { input, choose }: ParquetOptions,
): AsyncGenerator<Uint8Array> {
  const metadata = await readMetadata(file, input);
  const columns = [...choose(parquetSchema(metadata).children.map(({ element }) => element.name))];
  yield Buffer.from(formatCsvLine(columns));
  let rowStart = 0;
  for (const [index, group] of metadata.row_groups.entries()) {
    const rowEnd = rowStart + Number(group.num_rows);
    assertGroupSize(input, index + 1, Number(group.total_byte_size));
    const rows = await readRows({ file, metadata, columns, rowStart, rowEnd }, input);
    for (let start = 0; start < rows.length; start += rowsPerPiece) {
      const lines = rows.slice(start, start + rowsPerPiece).map((row) => {
        return formatCsvLine(columns.map((name) => toFieldText(row[name])));
      });
      yield Buffer.from(lines.join(''));
    }
    rowStart = rowEnd;
  }
}

async function readMetadata(file: ParquetFile, input: string): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(file);
  } catch (thrown) {
    throw toRefusal(input, 'it is not a Parquet file', thrown);
  }
}

interface RowRange {
  readonly file: ParquetFile;
  readonly metadata: FileMetaData;
  readonly columns: string[];
  readonly rowStart: number;
  readonly rowEnd: number;
}

async function readRows(range: RowRange, input: string): Promise<Record<string, unknown>[]> {
  try {
    return await parquetReadObjects({ ...range, compressors });
  } catch (thrown) {
    throw toRefusal(input, `rows ${range.rowStart + 1} to ${range.rowEnd} cannot be decoded`, thrown);
  }
}

function assertGroupSize(input: string, group: number, bytes: number): void {
  if (bytes <= maxGroupBytes) return;
  const reason = `row group ${group} has ${bytes} bytes, at most ${maxGroupBytes} are read: write smaller row groups`;
  throw new ScoringError('InvalidInput', `Cannot read the input "${input}": ${reason}`);
}

/** What storage could not give may come later. */
function toRefusal(input: string, reason: string, thrown: unknown): ScoringError {
  if (thrown instanceof ScoringError) return thrown;
  return new ScoringError('InvalidInput', `Cannot read the input "${input}": ${reason}`, { cause: thrown });
}
