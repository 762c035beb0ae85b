import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export interface Ports {
  readonly app: number;
  readonly blob: number;
  readonly queue: number;
  readonly table: number;
  readonly cosmos: number;
  readonly serviceBus: number;
  /** Where faults are switched on, under `--faults`. */
  readonly faults: number;
}

const defaults: Ports = {
  app: 7071,
  blob: 10_000,
  queue: 10_001,
  table: 10_002,
  cosmos: 8081,
  serviceBus: 5672,
  faults: 7077,
};

/** The well-known ports, or a row of them from a base. */
export function toPorts(base: number | undefined): Ports {
  if (base === undefined) return defaults;
  return {
    app: base,
    blob: base + 1,
    queue: base + 2,
    table: base + 3,
    cosmos: base + 4,
    serviceBus: base + 5,
    faults: base + 6,
  };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .once('listening', () => server.close(() => resolve(true)))
      .listen(port, '127.0.0.1');
  });
}

/** Throws for the first port that something else listens on. */
export async function assertPortsFree(ports: Readonly<Partial<Ports>>): Promise<void> {
  for (const [service, port] of Object.entries(ports)) {
    if (!(await isFree(port)))
      throw new Error(`Cannot start: port ${port} (${service}) is in use, choose others with --port-base N`);
  }
}

async function isAnswered(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Throws for the first service that nothing answers for. */
export async function assertPortsAnswered(ports: Readonly<Partial<Ports>>): Promise<void> {
  for (const [service, port] of Object.entries(ports)) {
    if (!(await isAnswered(port)))
      throw new Error(
        `Cannot start: nothing answers on port ${port} (${service}), start the services with --services-only`,
      );
  }
}
