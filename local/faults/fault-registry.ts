import type { PickFault } from './fault-dice.ts';
import { createFaultDice } from './fault-dice.ts';
import type { Fault, FaultRule } from './fault-rule.ts';

/** Takes the rules as they are now; resolves when they hold. */
export type FaultFollower = (rules: readonly FaultRule[]) => Promise<void>;

export interface FaultReport extends FaultRule {
  /** How often it struck. */
  readonly hits: number;
}

/** The faults that are switched on. Services in this process pick from it, others follow its changes. Changes resolve when they hold everywhere. */
export interface FaultRegistry {
  add(fault: Fault): Promise<FaultReport>;
  /** Whether there was such a fault. */
  remove(id: string): Promise<boolean>;
  clear(): Promise<void>;
  list(): readonly FaultReport[];
  readonly pick: PickFault;
  /** Calls at once and after each change with all rules; gives the function that ends it. */
  readonly follow: (follower: FaultFollower) => () => void;
  /** Notes that a rule struck in another process. */
  readonly countHit: (id: string) => void;
}

export function createFaultRegistry(): FaultRegistry {
  const rules = new Map<string, FaultRule>();
  const hits = new Map<string, number>();
  const followers = new Set<FaultFollower>();
  const countHit = (id: string): void => {
    hits.set(id, (hits.get(id) ?? 0) + 1);
  };
  const dice = createFaultDice(countHit);
  let lastId = 0;

  const changed = async (): Promise<void> => {
    const all = [...rules.values()];
    dice.setRules(all);
    await Promise.all([...followers].map((follower) => follower(all)));
  };
  const report = (rule: FaultRule): FaultReport => ({ ...rule, hits: hits.get(rule.id) ?? 0 });

  return {
    async add(fault) {
      const rule = { id: String(++lastId), ...fault };
      rules.set(rule.id, rule);
      await changed();
      return report(rule);
    },
    async remove(id) {
      const found = rules.delete(id);
      await changed();
      return found;
    },
    async clear() {
      rules.clear();
      await changed();
    },
    list: () => [...rules.values()].map(report),
    pick: dice.pick,
    follow(follower) {
      followers.add(follower);
      void follower([...rules.values()]);
      return () => void followers.delete(follower);
    },
    countHit,
  };
}
