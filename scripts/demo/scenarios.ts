import { churn } from './churn.ts';
import { clothing } from './clothing.ts';
import { orangeJuice } from './orange-juice.ts';
import { quarterly } from './quarterly.ts';
import { recommendations } from './recommendations.ts';
import type { DemoProduct, Scenario } from './scenario.ts';
import { temperature } from './temperature.ts';
import { transactions } from './transactions.ts';
import { toTable } from './table.ts';

/** In the order in which `--all` shows them. */
export const scenarios: readonly Scenario[] = [
  churn,
  recommendations,
  orangeJuice,
  clothing,
  temperature,
  transactions,
  quarterly,
];

/** The scenario of a name; fails with the list of those that there are. */
export function findScenario(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  const known = scenarios.map((scenario) => scenario.name).join(', ');
  throw new Error(`Cannot show ${JSON.stringify(name)}: there is no such scenario, there is ${known}`);
}

/** Shows one after another on the same product, and last how each ended; fails where one has. */
export async function showAll(product: DemoProduct, chosen: readonly Scenario[]): Promise<void> {
  const ends: string[][] = [];
  const failures: string[] = [];
  for (const { name, title, show } of chosen) {
    console.log(`\n${name}: ${title}\n${'-'.repeat(name.length + title.length + 2)}`);
    const startMs = performance.now();
    const failure = await show(product).then(() => undefined, toMessage);
    const seconds = `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
    if (failure !== undefined) {
      failures.push(`${name}: ${failure}`);
      console.error(`\n${failure}`);
    }
    ends.push([name, failure === undefined ? 'shown' : 'failed', seconds]);
  }
  console.log(`\nAll scenarios\n\n${toTable([['scenario', 'result', 'time'], ...ends])}`);
  if (failures.length > 0)
    throw new Error(`Cannot show ${failures.length} of ${chosen.length} scenarios:\n${failures.join('\n')}`);
}

const toMessage = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
