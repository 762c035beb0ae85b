import { randomUUID } from 'node:crypto';
import type { InvocationInput, TypedData } from '../invoker.ts';

const toText = ({ string, json, int, double }: TypedData): string | undefined =>
  string ?? json ?? int?.toString() ?? double?.toString();

/**
 * Fills the expressions of a binding's path (`made/{key}`) with what its trigger knows, names compared without case;
 * `{rand-guid}` and `{DateTime}` are the host's own. Throws for a name that nothing gives.
 */
export function resolveExpressions(path: string, { triggerMetadata }: InvocationInput): string {
  const values = new Map(
    Object.entries(triggerMetadata).map(([name, data]) => [name.toLowerCase(), toText(data)]),
  );
  return path.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    if (name === 'rand-guid') return randomUUID();
    if (name === 'DateTime') return new Date().toISOString().replace(/\.\d+/, '').replaceAll(':', '-');
    const value = values.get(name.toLowerCase());
    if (value === undefined) throw new Error(`Cannot bind "${path}": its trigger gives no "${name}"`);
    return value;
  });
}
