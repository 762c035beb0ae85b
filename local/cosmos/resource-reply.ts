import type { GatewayReply } from './gateway-request.ts';

/** A list of resources as the service sends it; `bodies` are JSON texts. */
export function feedReply(
  name: string,
  bodies: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): GatewayReply {
  return {
    status: 200,
    body: `{"_rid":"","${name}":[${bodies.join()}],"_count":${bodies.length}}`,
    headers: { 'x-ms-item-count': String(bodies.length), ...headers },
  };
}
