import { BlobServiceClient } from '@azure/storage-blob';

// The account and key that every storage emulator has.
const account = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface DemoStorage {
  /** Uploads bytes as a blob of a container. */
  readonly drop: (container: string, name: string, bytes: Uint8Array) => Promise<void>;
}

/** The storage of this machine. */
export function createStorage(blobPort: number): DemoStorage {
  const endpoint = `http://127.0.0.1:${blobPort}/${account}`;
  const connection = `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};BlobEndpoint=${endpoint};`;
  const service = BlobServiceClient.fromConnectionString(connection);
  return {
    drop: async (container, name, bytes) => {
      await service.getContainerClient(container).getBlockBlobClient(name).uploadData(bytes);
    },
  };
}
