import type { Model, OnnxValue } from '../model.ts';
import { isColumnType } from './plan-inputs.ts';

type OutputModel = Pick<Model, 'outputs' | 'plan'>;

/** The outputs that can be answered: of a type that we read, and with a row a record. */
export function listServableOutputs({ outputs, plan }: OutputModel): readonly OnnxValue[] {
  const mapped = new Set(plan.predictions.map(({ output }) => output));
  return outputs.filter(({ name, type, dims: [rows] }) => {
    const hasRows = typeof rows === 'string' || (rows !== undefined && rows === plan.fixedBatch);
    return isColumnType(type) && (hasRows || mapped.has(name));
  });
}
