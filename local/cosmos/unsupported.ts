import { CosmosError } from './cosmos-error.ts';
import type { GatewayRequest } from './gateway-request.ts';

/** What the service can do and this gateway cannot: said, never passed over. */
export function unsupported({ method, segments }: GatewayRequest): CosmosError {
  return new CosmosError(
    501,
    'NotImplemented',
    `Cannot answer ${method} /${segments.join('/')}: it is not supported locally`,
  );
}
