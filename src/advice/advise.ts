import { priceAlternatives } from './alternative-costs.ts';
import type { CostOption } from './cost-option.ts';
import { type Decision, decide } from './decide.ts';
import { priceTable } from './prices.ts';
import { priceProduct } from './product-costs.ts';
import { type SettingAdvice, adviseSettings } from './settings-advice.ts';
import { toDuration, toMoney } from './to-words.ts';
import type { Workload } from './workload.ts';

export interface Advice {
  readonly kind: Decision['kind'];
  /** In plain words, one an occasion, the choice of the plan last. */
  readonly reasons: readonly string[];
  readonly settings: readonly SettingAdvice[];
  /** This product's profiles, then what one would run instead. */
  readonly options: readonly CostOption[];
  /** The cheapest profile of this product that answers in time. */
  readonly plan: CostOption | undefined;
  readonly currency: string;
  readonly region: string;
  readonly pricedAt: string;
}

/** Real time, batch or both, with which settings and at what cost a month; without free grants, logs and what is kept. */
export function advise(workload: Workload): Advice {
  const decision = decide(workload);
  const product = priceProduct(workload, decision);
  const alternatives = priceAlternatives(workload, decision);
  const plan = product
    .filter(({ unfit }) => unfit === undefined)
    .toSorted((a, b) => a.total - b.total)
    .at(0);
  return {
    kind: decision.kind,
    reasons: [...decision.reasons, toPlanReason(plan, decision), ...toCheaperReason(plan, alternatives)],
    settings: adviseSettings({ workload, decision, plan }),
    options: [...product, ...alternatives],
    plan,
    currency: priceTable.currency,
    region: priceTable.region,
    pricedAt: priceTable.date,
  };
}

function toPlanReason(plan: CostOption | undefined, { batch }: Decision): string {
  const soonest = Math.max(0, ...batch.map(({ soonestSeconds = 0 }) => soonestSeconds));
  if (plan === undefined && soonest > 0)
    return `No plan answers in time: allow ${toDuration(soonest)} and more, score fewer records at a time or take a faster model`;
  if (plan === undefined)
    return 'No plan of Azure Functions holds this model: run it in containers with more memory';
  return `${plan.name}: the cheapest plan that answers in time, ${toMoney(plan.total)} ${priceTable.currency} a month`;
}

/** An adviser who hides what is cheaper is none. */
function toCheaperReason(
  plan: CostOption | undefined,
  alternatives: readonly CostOption[],
): readonly string[] {
  return alternatives
    .filter(({ unfit, total }) => plan !== undefined && unfit === undefined && total < plan.total)
    .map(
      ({ name, total, missing }) =>
        `${name}: less, ${toMoney(total)} ${priceTable.currency} a month, but ${missing ?? 'without jobs'}`,
    );
}
