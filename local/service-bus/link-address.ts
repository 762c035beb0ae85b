import { z } from 'zod';

const terminus = z.object({ address: z.string() }).optional().catch(undefined);

/** What a link is attached to; clients write the address with or without the host and in any case. */
export type LinkAddress =
  | { readonly kind: 'claims' }
  | { readonly kind: 'management'; readonly entity: string }
  | { readonly kind: 'entity'; readonly entity: string };

const managementSuffix = '/$management';

export function parseLinkAddress(end: unknown): LinkAddress {
  const entity = (terminus.parse(end)?.address ?? '')
    .replace(/^(amqp|sb)s?:\/\/[^/]+/i, '')
    .replace(/^\//, '');
  const lower = entity.toLowerCase();
  if (lower === '$cbs') return { kind: 'claims' };
  if (lower.endsWith(managementSuffix))
    return { kind: 'management', entity: entity.slice(0, -managementSuffix.length) };
  return { kind: 'entity', entity };
}
