import type { FaultRule } from '../faults/fault-rule.ts';

/** What Azurite's process tells its parent: first whether it started, then each fault that struck and each change of them that holds. */
export type AzuriteReply =
  | AzuriteStart
  | { readonly kind: 'hit'; readonly id: string }
  | { readonly kind: 'ruled'; readonly change: number };

export type AzuriteStart =
  | { readonly kind: 'ready'; readonly blobUrl: string; readonly queueUrl: string; readonly tableUrl: string }
  | { readonly kind: 'failed'; readonly service: string; readonly inUse: boolean; readonly why: string };

/** What the parent tells it: the faults that are switched on now. */
export interface AzuriteOrder {
  readonly rules: readonly FaultRule[];
  /** Counts the orders. */
  readonly change: number;
}
