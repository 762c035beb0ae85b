import { areaUnderCurve } from '../metrics.ts';
import type { JudgedOrder } from './orders.ts';

/** Says how good risks are: over all, and among the tenth of the orders that is riskiest. */
export function describeRisks(risks: Float32Array, orders: readonly JudgedOrder[]): string {
  const isCanceled = orders.map((order) => order.isCanceled);
  const riskiest = [...risks.keys()]
    .sort((a, b) => (risks[b] ?? 0) - (risks[a] ?? 0))
    .slice(0, Math.floor(orders.length / 10));
  const found = riskiest.filter((index) => isCanceled[index] === true).length;
  const base = isCanceled.filter(Boolean).length / orders.length;
  const area = areaUnderCurve([...risks], isCanceled);
  return [
    `AUC ${area.toFixed(4)} on ${orders.length} orders`,
    `${((100 * found) / riskiest.length).toFixed(1)} % of the riskiest tenth are partly taken back, ${(100 * base).toFixed(1)} % of all`,
  ].join('\n');
}
