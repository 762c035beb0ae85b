import { type ModelManifest, toInvalidModel } from '../model-manifest.ts';
import type { ColumnSpec } from '../records.ts';

/** Throws InvalidModel where the reports of its jobs are to tell apart what the model does not read. */
export function assertSegments({ name, report }: ModelManifest, columns: readonly ColumnSpec[]): void {
  for (const segment of report?.segments ?? []) {
    const column = columns.find((candidate) => candidate.name === segment);
    if (column === undefined) {
      throw toInvalidModel(name, `its report tells apart by "${segment}", which is no column of its records`);
    }
    if (column.type === 'image') {
      throw toInvalidModel(name, `its report tells apart by "${segment}", which holds images`);
    }
  }
}
