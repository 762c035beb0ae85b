import { z } from 'zod';

export const faultServices = ['blob', 'queue', 'table', 'cosmos', 'service-bus', 'activity'] as const;
export type FaultService = (typeof faultServices)[number];

const effectSchema = z.discriminatedUnion('kind', [
  /** The work is done after this time. */
  z.strictObject({ kind: z.literal('slow'), delayMs: z.int().min(1).max(600_000) }),
  /** The connection is closed before anything is done. */
  z.strictObject({ kind: z.literal('refuse') }),
  /** Nothing is done, and the service answers this. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.literal([429, 500, 503]),
    retryAfterMs: z.int().min(0).max(600_000).optional(),
  }),
  /** The work is done, then the connection is closed without an answer. */
  z.strictObject({ kind: z.literal('drop-after') }),
  /** The work is done and the answer never comes. */
  z.strictObject({ kind: z.literal('lose-reply') }),
]);

const pattern = z.string().refine(isPattern, { error: 'expected a regular expression' });

export const faultSchema = z.strictObject({
  service: z.enum(faultServices),
  effect: effectSchema,
  /** Regular expressions that the whole method, and some part of the path with its query, must match. */
  method: pattern.optional(),
  path: pattern.optional(),
  /** How many times it strikes; undefined = until it is switched off. */
  count: z.int().min(1).optional(),
  /** The share of matching calls that it strikes, drawn from a generator with this seed. */
  rate: z.number().gt(0).max(1).optional(),
  seed: z.int().optional(),
});

export type FaultEffect = z.infer<typeof effectSchema>;
export type Fault = z.infer<typeof faultSchema>;

export interface FaultRule extends Fault {
  readonly id: string;
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
