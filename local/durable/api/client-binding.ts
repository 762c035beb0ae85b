import type { ManagementUrls } from './management-urls.ts';

/** What the durableClient input binding gives a function: JSON text. */
export function toClientBinding(options: {
  readonly taskHubName: string;
  readonly urls: ManagementUrls;
  readonly baseUrl: string;
  readonly rpcBaseUrl: string;
}): string {
  const { taskHubName, urls, baseUrl, rpcBaseUrl } = options;
  return JSON.stringify({
    taskHubName,
    connectionName: null,
    creationUrls: urls.creation(),
    managementUrls: urls.ofInstance('INSTANCEID', { withRewind: true }),
    baseUrl,
    requiredQueryStringParameters: urls.requiredQuery,
    rpcBaseUrl,
    httpBaseUrl: null,
    maxGrpcMessageSizeInBytes: null,
    grpcHttpClientTimeout: null,
  });
}
