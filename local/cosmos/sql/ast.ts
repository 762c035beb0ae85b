import type { Json } from '../json.ts';

export type BinaryOperator =
  'AND' | 'OR' | '??' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '||' | '+' | '-' | '*' | '/' | '%';

export type AggregateName = 'COUNT' | 'SUM' | 'AVG' | 'MIN' | 'MAX';

export type Expression =
  | { readonly kind: 'literal'; readonly value: Json | undefined }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'identifier'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Expression; readonly key: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'negate'; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'in'; readonly value: Expression; readonly among: readonly Expression[] }
  | {
      readonly kind: 'between';
      readonly value: Expression;
      readonly low: Expression;
      readonly high: Expression;
    }
  | { readonly kind: 'like'; readonly value: Expression; readonly pattern: Expression }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'aggregate'; readonly name: AggregateName; readonly of: Expression }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | {
      readonly kind: 'object';
      readonly properties: readonly { readonly name: string; readonly value: Expression }[];
    }
  | { readonly kind: 'subquery'; readonly gives: 'value' | 'exists' | 'array'; readonly query: Query };

export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'value'; readonly of: Expression }
  | { readonly kind: 'list'; readonly items: readonly { readonly as: string; readonly of: Expression }[] };

/** An input set: one value, or with `each` every element of an array. The first one reads the container. */
export interface Source {
  readonly alias: string;
  readonly each: boolean;
  readonly of: Expression;
}

export interface Query {
  readonly distinct: boolean;
  readonly top: Expression | undefined;
  readonly selection: Selection;
  readonly sources: readonly Source[];
  readonly where: Expression | undefined;
  readonly groupBy: readonly Expression[];
  readonly orderBy: readonly { readonly by: Expression; readonly descending: boolean }[];
  readonly offset: Expression | undefined;
  readonly limit: Expression | undefined;
  /** Whether the selection or the order aggregates, with or without GROUP BY. */
  readonly aggregates: boolean;
}
