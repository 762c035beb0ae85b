import { type BlobClient, BlobServiceClient, type BlockBlobClient } from '@azure/storage-blob';
import { resolveConnection, resolveSetting } from '../app-settings.ts';
import type { Binding, InvocationInput, TypedData } from '../invoker.ts';
import { isMissing } from '../triggers/storage-error.ts';
import { resolveExpressions } from './binding-data.ts';
import type { BoundInput, BoundOutput } from './bound-invoker.ts';

type Values = Readonly<Record<string, string | undefined>>;

const defaultConnection = 'AzureWebJobsStorage';
const connectionNameOf = ({ connection }: Binding) =>
  typeof connection === 'string' && connection !== '' ? connection : defaultConnection;

const serviceOf = (binding: Binding, values: Values) =>
  BlobServiceClient.fromConnectionString(resolveConnection(binding.connection, values));

function createLocator(binding: Binding, values: Values) {
  const service = serviceOf(binding, values);
  const path = resolveSetting(String(binding.path), values);
  return (input: InvocationInput): BlockBlobClient => {
    const [container = '', ...name] = resolveExpressions(path, input).split('/');
    return service.getContainerClient(container).getBlockBlobClient(name.join('/'));
  };
}

/** A reference in place of the content, for bindings that defer it (`sdkBinding`). */
export function toBlobReference(blob: BlobClient, connection: string): TypedData {
  const content = { Connection: connection, ContainerName: blob.containerName, BlobName: blob.name };
  return {
    modelBindingData: {
      version: '1.0',
      source: 'AzureStorageBlobs',
      contentType: 'application/json',
      content: Buffer.from(JSON.stringify(content)),
    },
  };
}

async function readBlob(blob: BlobClient): Promise<Buffer | undefined> {
  try {
    return await blob.downloadToBuffer();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** A blob that a function reads: a string unless `dataType` is binary, nothing where there is none. */
export function createBlobInput(binding: Binding, values: Values): BoundInput {
  const locate = createLocator(binding, values);
  return {
    name: binding.name,
    async read(input) {
      const blob = locate(input);
      if (binding.properties?.supportsDeferredBinding === 'true')
        return toBlobReference(blob, connectionNameOf(binding));
      const content = await readBlob(blob);
      if (content === undefined) return {};
      return binding.dataType === 'binary' ? { bytes: content } : { string: content.toString('utf8') };
    },
  };
}

/** Numbers go into blobs as the bytes that .NET keeps them in. */
function toNumberBytes(write: (view: DataView) => void, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return bytes;
}

function toContent({ string, json, bytes, int, double }: TypedData): Uint8Array | undefined {
  if (bytes !== undefined) return bytes;
  if (int !== undefined) return toNumberBytes((view) => view.setInt32(0, int, true), 4);
  if (double !== undefined) return toNumberBytes((view) => view.setFloat64(0, double, true), 8);
  const text = string ?? json;
  return text === undefined ? undefined : Buffer.from(text, 'utf8');
}

/** A blob that a function writes; nothing is written where it gives nothing. */
export function createBlobOutput(name: string, binding: Binding, values: Values): BoundOutput {
  const locate = createLocator(binding, values);
  return {
    name,
    async write(data, input, invocationId) {
      const content = toContent(data);
      if (content === undefined) return;
      const blob = locate(input);
      const upload = () =>
        blob.upload(content, content.length, {
          metadata: { AzureWebJobsParentId: invocationId },
          blobHTTPHeaders: { blobContentType: 'application/octet-stream' },
        });
      await upload().catch(async (error: unknown) => {
        if (!isMissing(error)) throw error;
        // The host makes a container that is not there.
        await serviceOf(binding, values).getContainerClient(blob.containerName).createIfNotExists();
        return upload();
      });
    },
  };
}
