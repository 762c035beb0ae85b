import type { UnknownTexts } from '../../scoring/summary/chunk-summary.ts';
import type { Plan } from '../plan/plan.ts';
import type { JobSummary } from './summary-store.ts';

/** What is odd about a job's input and no fault: what its plan says, then what its chunks found. */
export function listWarnings(
  plan: Pick<Plan, 'warnings'> | undefined,
  { summary, repeatedKeys = 0 }: JobSummary,
): readonly string[] {
  return [
    ...(plan?.warnings ?? []),
    ...summary.unknownTexts.map(describeUnknownTexts),
    ...(repeatedKeys > 0 ? [describeRepeatedKeys(repeatedKeys)] : []),
  ];
}

function describeUnknownTexts({ column, records, first }: UnknownTexts): string {
  const where = `In ${records} record${records === 1 ? '' : 's'} ${JSON.stringify(column)}`;
  return `${where} has a text that the model does not know, e.g. ${JSON.stringify(first.text)}`;
}

function describeRepeatedKeys(keys: number): string {
  const what = keys === 1 ? '1 key comes more than once' : `${keys} keys come more than once`;
  return `${what}: the database keeps the prediction of the last record of each`;
}
