import type { TypedData } from '../invoker.ts';

/** Sets fields over metadata of the same name, whatever the case: the host's names stay, the message's values win. */
export function shadow(metadata: Record<string, TypedData>, fields: Record<string, TypedData>) {
  const names = new Map(Object.keys(metadata).map((name) => [name.toLowerCase(), name]));
  const renamed = Object.entries(fields).map(([name, field]) => [
    names.get(name.toLowerCase()) ?? name,
    field,
  ]);
  return { ...metadata, ...(Object.fromEntries(renamed) as Record<string, TypedData>) };
}
