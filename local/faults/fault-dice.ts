import type { Fault, FaultEffect, FaultRule, FaultService } from './fault-rule.ts';

/** A call to a service: an HTTP request, or what an AMQP client does. */
export interface FaultTarget {
  readonly service: FaultService;
  readonly method: string;
  readonly path: string;
}

/** Says what is to go wrong with a call; undefined = nothing. */
export type PickFault = (target: FaultTarget) => FaultEffect | undefined;

/** Where rules are struck: knows how often each one has, and says so. */
export interface FaultDice {
  readonly pick: PickFault;
  /** Takes another set of rules; those that stay keep their counts. */
  setRules(rules: readonly FaultRule[]): void;
}

interface Striking {
  readonly rule: FaultRule;
  matches(target: FaultTarget): boolean;
  readonly strikes: () => boolean;
}

export function createFaultDice(onHit: (id: string) => void): FaultDice {
  let striking: readonly Striking[] = [];
  return {
    pick(target) {
      if (striking.length === 0) return undefined;
      const struck = striking.find((one) => one.matches(target) && one.strikes());
      if (struck === undefined) return undefined;
      onHit(struck.rule.id);
      return struck.rule.effect;
    },
    setRules(rules) {
      striking = rules.map((rule) => striking.find((known) => known.rule.id === rule.id) ?? toStriking(rule));
    },
  };
}

function toStriking(rule: FaultRule): Striking {
  const method = rule.method === undefined ? undefined : new RegExp(`^(?:${rule.method})$`, 'i');
  const path = rule.path === undefined ? undefined : new RegExp(rule.path);
  return {
    rule,
    matches: (target) =>
      target.service === rule.service &&
      (method?.test(target.method) ?? true) &&
      (path?.test(target.path) ?? true),
    strikes: createStrikes(rule),
  };
}

function createStrikes({ count = Infinity, rate = 1, seed = 1 }: Fault): () => boolean {
  const random = createRandom(seed);
  let left = count;
  return () => {
    if (left <= 0 || random() >= rate) return false;
    left--;
    return true;
  };
}

/** Mulberry32: small, and the same numbers for the same seed everywhere. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
