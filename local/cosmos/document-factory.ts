import type { Container } from './container.ts';
import { badRequest } from './cosmos-error.ts';
import type { ItemPosition, ItemRow, ItemTable } from './item-table.ts';
import type { Json, JsonObject } from './json.ts';

/** Makes rows of documents: gives them their system properties, ETag, sequence number and end of life. */
export interface DocumentFactory {
  toRow(
    container: Container,
    document: JsonObject,
    address: ItemPosition & { readonly old: ItemRow | undefined },
  ): { readonly row: ItemRow; readonly expiresMs: number | null };
  lastLsn(): number;
}

export function createDocumentFactory(items: ItemTable): DocumentFactory {
  let lsn = items.lastLsn();
  return {
    lastLsn: () => lsn,
    toRow(container, document, { partition, id, old }) {
      lsn++;
      const now = Date.now();
      const rid = old?.rid ?? toRid(container.key, lsn);
      const etag = toEtag(lsn, now);
      const system = {
        _rid: rid,
        _self: `dbs/${container.key}/docs/${rid}/`,
        _etag: etag,
        _attachments: 'attachments/',
        _ts: Math.floor(now / 1000),
      };
      const row = { partition, id, body: JSON.stringify({ ...document, ...system }), rid, etag, lsn };
      return { row, expiresMs: expiryOf(container, document.ttl, now) };
    },
  };
}

function toRid(container: number, lsn: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(container, 4);
  bytes.writeBigUInt64LE(BigInt(lsn), 8);
  return bytes.toString('base64');
}

/** Looks like the service's and never comes twice, also after a restart. */
function toEtag(lsn: number, now: number): string {
  const hex = (value: number, digits: number): string =>
    value.toString(16).padStart(digits, '0').slice(-digits);
  return `"${hex(lsn, 8)}-0000-0000-0000-${hex(now, 12)}"`;
}

/** An item lives as long as it says, else as long as its container says; without a TTL on the container it lives on. */
function expiryOf({ defaultTtlSeconds }: Container, ttl: Json | undefined, now: number): number | null {
  if (defaultTtlSeconds === undefined) return null;
  const seconds = ttl ?? defaultTtlSeconds;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds === 0 || seconds < -1) {
    throw badRequest(
      `Cannot write the item: "ttl" is ${JSON.stringify(seconds)}, expected -1 or a number of seconds from 1`,
    );
  }
  return seconds === -1 ? null : now + seconds * 1000;
}
