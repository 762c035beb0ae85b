import { z } from 'zod';
import { badRequest } from './cosmos-error.ts';
import type { IndexingPolicy } from './indexing-policy.ts';
import { createIndexingPolicy, indexingPolicySchema } from './indexing-policy.ts';
import type { JsonObject } from './json.ts';
import { isJsonObject } from './json.ts';
import { toPropertyPath } from './property-path.ts';

const definitionSchema = z.object({
  id: z.string().min(1),
  partitionKey: z.object({ paths: z.array(z.string().startsWith('/')).min(1).max(3) }),
  indexingPolicy: indexingPolicySchema.optional(),
  defaultTtl: z.int().optional(),
  uniqueKeyPolicy: z.object({ uniqueKeys: z.array(z.object({ paths: z.array(z.string()) })) }).optional(),
});

/** A container as the operations use it. */
export interface Container {
  /** Its key in the store. */
  readonly key: number;
  readonly partitionKeyPaths: readonly (readonly string[])[];
  readonly indexing: IndexingPolicy;
  /** Seconds; -1 = items live on unless they say otherwise; undefined = no TTL at all. */
  readonly defaultTtlSeconds: number | undefined;
  readonly uniqueKeys: readonly (readonly (readonly string[])[])[];
  /** The definition that clients read. */
  readonly definition: JsonObject;
}

/** Reads a definition; throws a 400 that says what is wrong with it. */
export function parseContainer(key: number, definition: unknown): Container {
  const parsed = definitionSchema.safeParse(definition);
  if (!parsed.success || !isJsonObject(definition)) {
    throw badRequest(
      `Cannot use the container definition: ${parsed.success ? 'it is no object' : z.prettifyError(parsed.error)}`,
    );
  }
  const { partitionKey, indexingPolicy, defaultTtl, uniqueKeyPolicy } = parsed.data;
  return {
    key,
    partitionKeyPaths: partitionKey.paths.map(toPropertyPath),
    indexing: createIndexingPolicy(indexingPolicy),
    defaultTtlSeconds: defaultTtl,
    uniqueKeys: (uniqueKeyPolicy?.uniqueKeys ?? []).map(({ paths }) => paths.map(toPropertyPath)),
    definition,
  };
}
