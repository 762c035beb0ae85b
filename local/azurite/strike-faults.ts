import type { Server } from 'node:http';
import type { PickFault } from '../faults/fault-dice.ts';
import type { FaultService } from '../faults/fault-rule.ts';
import { withFaults } from '../faults/with-faults.ts';

/** Puts faults in front of what a started server does with its requests. */
export function strikeFaults(service: FaultService, server: Server, pick: PickFault): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on(
    'request',
    withFaults(service, pick, (request, response) => {
      for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
    }),
  );
}
