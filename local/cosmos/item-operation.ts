import type { Json } from './json.ts';
import type { PartitionKeyText } from './partition-key.ts';

export const operationTypes = ['Create', 'Upsert', 'Replace', 'Patch', 'Read', 'Delete'] as const;
export type OperationType = (typeof operationTypes)[number];

/** One operation on one item, whether it came alone, in a bulk request or in a transaction. */
export interface ItemOperation {
  readonly type: OperationType;
  /** Undefined = the body's. */
  readonly id: string | undefined;
  /** Undefined = the body's. */
  readonly partition: PartitionKeyText | undefined;
  readonly body: Json | undefined;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

export interface ItemResult {
  readonly status: number;
  /** The document as JSON, where the operation leaves or reads one. */
  readonly body: string | undefined;
  readonly etag: string | undefined;
  readonly charge: number;
}
