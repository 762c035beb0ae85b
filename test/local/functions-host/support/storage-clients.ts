import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';

const account =
  'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Clients of the storage of a host that was started with this port base. */
export function createStorageClients(portBase: number) {
  const at = (offset: number) => `http://127.0.0.1:${portBase + offset}/devstoreaccount1;`;
  return {
    blobs: BlobServiceClient.fromConnectionString(`${account};BlobEndpoint=${at(1)}`),
    queues: QueueServiceClient.fromConnectionString(`${account};QueueEndpoint=${at(2)}`),
  };
}
