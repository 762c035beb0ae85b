import { toBlobReference } from '../bindings/blob-binding.ts';
import type { BlobClient, BlobGetPropertiesResponse } from '@azure/storage-blob';
import { type Binding, type InvocationInput, type TypedData } from '../invoker.ts';
import { toDotNetSeconds } from './dot-net-time.ts';

export interface BlobEvent {
  readonly client: BlobClient;
  readonly properties: BlobGetPropertiesResponse;
  /** Its metadata, names as they were given. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Values of the path pattern's expressions. */
  readonly values: Readonly<Record<string, string>>;
  readonly connection: string;
}

const toTime = (date: Date | undefined) => (date === undefined ? null : toDotNetSeconds(date));

/** The blob's properties in the form in which the host passes them. */
function toProperties(properties: BlobGetPropertiesResponse) {
  const md5 = properties.contentMD5;
  return {
    CacheControl: properties.cacheControl ?? null,
    ContentDisposition: properties.contentDisposition ?? null,
    ContentEncoding: properties.contentEncoding ?? null,
    ContentLanguage: properties.contentLanguage ?? null,
    Length: properties.contentLength ?? 0,
    ContentMD5: md5 === undefined ? null : Buffer.from(md5).toString('base64'),
    ContentType: properties.contentType ?? null,
    ETag: properties.etag ?? null,
    Created: toTime(properties.createdOn),
    LastModified: toTime(properties.lastModified),
    BlobType: 2,
    LeaseStatus: 2,
    LeaseState: 1,
    LeaseDuration: 0,
    PageBlobSequenceNumber: null,
    AppendBlobCommittedBlockCount: null,
    IsServerEncrypted: true,
    IsIncrementalCopy: false,
    StandardBlobTier: 1,
    RehydrationStatus: null,
    PremiumPageBlobTier: null,
    BlobTierInferred: true,
    BlobTierLastModifiedTime: toTime(properties.lastModified),
    DeletedTime: null,
    RemainingDaysBeforePermanentDelete: null,
  };
}

async function toData({ client, connection }: BlobEvent, binding: Binding): Promise<TypedData> {
  if (binding.properties?.supportsDeferredBinding === 'true') return toBlobReference(client, connection);
  return { bytes: await client.downloadToBuffer() };
}

/** What a blob function receives: the whole content, or a reference where the binding defers it; and the metadata. */
export async function toBlobInvocation(event: BlobEvent, binding: Binding): Promise<InvocationInput> {
  const { client, properties, values } = event;
  return {
    inputData: [{ name: binding.name, data: await toData(event, binding) }],
    triggerMetadata: {
      BlobTrigger: { string: `${client.containerName}/${client.name}` },
      Uri: { json: JSON.stringify(client.url) },
      Properties: { json: JSON.stringify(toProperties(properties)) },
      Metadata: { json: JSON.stringify(event.metadata) },
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { string: value }])),
    },
  };
}
