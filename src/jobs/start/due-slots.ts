import { listOccurrences } from './occurrences.ts';

export const catchUpPolicies = ['skip', 'latest', 'each'] as const;

export interface SlotRequest {
  readonly cron: string;
  /** What becomes of occurrences that nobody was there for. */
  readonly catchUp: (typeof catchUpPolicies)[number];
  /** The last time that somebody looked. */
  readonly since: Date;
  readonly now: Date;
}

/** An occurrence that is noticed within this time is not late. */
const graceMs = 120_000;
/** Of a schedule that was down for long, only so many of the latest slots are made up for. */
const maxSlots = 100;

/** The occurrences since the last look that are to be acted on: those on time, and of the missed ones what the policy says. */
export function findDueSlots({ cron, catchUp, since, now }: SlotRequest): readonly Date[] {
  const due = listOccurrences(cron, { after: since, upTo: now, limit: maxSlots });
  switch (catchUp) {
    case 'each':
      return due;
    case 'latest':
      return due.slice(-1);
    case 'skip':
      return due.filter((slot) => now.getTime() - slot.getTime() <= graceMs).slice(-1);
    default:
      return catchUp satisfies never;
  }
}
