import type { ChunkSummary, UnknownTexts } from '../../scoring/summary/chunk-summary.ts';
import type { Plan } from '../plan/plan.ts';

/** What is odd about a job's input and no fault: what its plan says, then what its chunks found. */
export function listWarnings(
  plan: Pick<Plan, 'warnings'> | undefined,
  summary: ChunkSummary,
): readonly string[] {
  return [...(plan?.warnings ?? []), ...summary.unknownTexts.map(describeUnknownTexts)];
}

function describeUnknownTexts({ column, records, first }: UnknownTexts): string {
  const where = `In ${records} record${records === 1 ? '' : 's'} ${JSON.stringify(column)}`;
  return `${where} has a text that the model does not know, e.g. ${JSON.stringify(first.text)}`;
}
