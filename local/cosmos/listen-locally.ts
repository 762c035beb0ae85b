import { once } from 'node:events';
import type { Server } from 'node:net';

/** Listens on 127.0.0.1 and gives the port; throws an error that names the service and the port when that is in use. */
export async function listenLocally(server: Server, port: number, service: string): Promise<number> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw isAddressInUse(error)
      ? new Error(`Cannot start ${service}: port ${port} is in use`, { cause: error })
      : error;
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function isAddressInUse(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
}
