import { createColumnStore } from './column-store.ts';
import { parseCellText } from './column-values.ts';
import type { ColumnSpec, Records } from '../records.ts';
import { toValueError, type FaultyRecord } from '../tensor/value-faults.ts';

export interface TextRecordOptions {
  /** Name of the model, for messages. */
  readonly model: string;
  readonly columns: readonly ColumnSpec[];
  readonly key?: string | undefined;
}

/** Reads one record whose values are texts, as those of a query are; `read` gives the value of a name, null where there is none. */
export function parseTextRecord(
  read: (name: string) => string | null,
  { model, columns, key }: TextRecordOptions,
): Records {
  const keyText = (key === undefined ? null : read(key)) ?? '';
  const record: FaultyRecord = { model, row: 1, ...(keyText !== '' && { key: keyText }) };
  const stores = columns.map((spec) => createColumnStore(spec, 1));
  const common = { total: 1, carried: [] };
  for (const [k, spec] of columns.entries()) {
    const parsed = parseCellText(read(spec.name) ?? '', spec);
    if ('fault' in parsed) {
      const errors = [toValueError(record, spec.name, parsed.fault)];
      return { ...common, ...finish(stores, 0), keys: undefined, errors };
    }
    stores[k]?.set(0, parsed.cell);
  }
  return { ...common, ...finish(stores, 1), keys: keyText === '' ? undefined : [keyText], errors: [] };
}

function finish(stores: readonly ReturnType<typeof createColumnStore>[], count: number) {
  return {
    count,
    columns: stores.map((store) => store.finish(count)),
    rows: Uint32Array.of(1).subarray(0, count),
  };
}
