import type { ColumnStore } from './column-store.ts';
import type { RecordBlock } from './csv-columns.ts';
import { unclosedField } from './csv-fields.ts';
import type { RecordError } from './records.ts';
import { type FaultyRecord, toRecordError, toValueError, type ValueFault } from './value-faults.ts';

/** The first fault of each record of a block. */
export interface BlockFaults {
  readonly add: (record: number, column: string, fault: ValueFault) => void;
  readonly get: (record: number) => { readonly column: string; readonly fault: ValueFault } | undefined;
}

export function createBlockFaults(): BlockFaults {
  const faults = new Map<number, { column: string; fault: ValueFault }>();
  return {
    add: (record, column, fault) => {
      if (!faults.has(record)) faults.set(record, { column, fault });
    },
    get: (record) => faults.get(record),
  };
}

export interface SieveOptions {
  readonly model: string;
  readonly firstOffset: number;
  /** Every column that was filled from the block. */
  readonly stores: readonly ColumnStore[];
  readonly key: ColumnStore | undefined;
}

export interface SieveOutput {
  /** Row of the block's first record. */
  readonly firstRow: number;
  readonly faults: BlockFaults;
  /** Gets the row of each valid record, and the error of each other. */
  readonly rows: Uint32Array;
  readonly errors: RecordError[];
}

/** Keeps the valid records of blocks one after another in the columns; answers how many there are by now. */
export function createRecordSieve({ model, firstOffset, stores, key }: SieveOptions) {
  function findError({ table, bytes, position }: RecordBlock, record: number, output: SieveOutput) {
    const fields = table.fieldCounts[record] ?? 0;
    const place = {
      model,
      row: output.firstRow + record,
      offset: firstOffset + (table.recordStarts[record] ?? 0),
    };
    if (isOpen({ table, bytes }, record))
      return toRecordError(place, 'UnclosedQuote', 'a quote is never closed');
    if (fields !== table.width) {
      return toRecordError(place, 'WrongFieldCount', `it has ${fields} fields, expected ${table.width}`);
    }
    const found = output.faults.get(record);
    return found && toValueError(withKey(place, key, position + record), found.column, found.fault);
  }

  return (block: RecordBlock, output: SieveOutput): number => {
    const { position, records } = block;
    let count = position;
    for (let record = 0; record < records; record++) {
      const error = findError(block, record, output);
      if (error !== undefined) {
        output.errors.push(error);
        continue;
      }
      output.rows[count] = output.firstRow + record;
      if (position + record !== count) for (const store of stores) store.move(position + record, count);
      count++;
    }
    return count;
  };
}

/** Only the last record of the bytes can hold a quote that is never closed, in its last field. */
function isOpen({ table, bytes }: Pick<RecordBlock, 'table' | 'bytes'>, record: number): boolean {
  const { width, kinds, ends } = table;
  const fields = table.fieldCounts[record] ?? 0;
  const last = fields <= width ? record * width + fields - 1 : kinds.length - 1;
  return kinds[last] === unclosedField && ends[last] === bytes.length;
}

function withKey(place: FaultyRecord, store: ColumnStore | undefined, index: number): FaultyRecord {
  const key = store?.column.type === 'string' ? store.column.values[index] : undefined;
  return key === undefined || key === '' ? place : { ...place, key };
}
