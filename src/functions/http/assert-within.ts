import { countRecordCells } from '../../scoring/table/record-cells.ts';
import type { Model } from '../../scoring/model.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import type { RequestLimits } from '../http/request-limits.ts';

/** Fails with `TooLarge` for more records, or more values in them, than a request may have. */
export function assertWithin(
  records: number,
  { name, plan }: Pick<Model, 'name' | 'plan'>,
  { maxRecords, maxCells }: Pick<RequestLimits, 'maxRecords' | 'maxCells'>,
): void {
  const cells = records * countRecordCells(plan);
  if (records > maxRecords)
    throw refuse(name, `there are ${records}, more than ${maxRecords}`, { records, maxRecords });
  if (cells > maxCells)
    throw refuse(name, `they have ${cells} values, more than ${maxCells}`, { cells, maxCells });
}

function refuse(model: string, what: string, details: Readonly<Record<string, number>>): ScoringError {
  const message = `Cannot score the records with ${JSON.stringify(model)}: ${what}`;
  return new ScoringError('TooLarge', message, { details });
}
