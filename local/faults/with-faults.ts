import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { PickFault } from './fault-dice.ts';
import type { FaultEffect, FaultService } from './fault-rule.ts';
import { toFaultReply } from './fault-reply.ts';

/** Wraps an HTTP service so that faults strike its requests; without faults it costs one look at an empty list. */
export function withFaults(
  service: FaultService,
  pick: PickFault,
  listener: RequestListener,
): RequestListener {
  return (request, response) => {
    const effect = pick({ service, method: request.method ?? 'GET', path: request.url ?? '/' });
    if (effect === undefined) listener(request, response);
    else strike(effect, { service, request, response, work: () => listener(request, response) });
  };
}

interface Struck {
  readonly service: FaultService;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly work: () => void;
}

function strike(effect: FaultEffect, { service, request, response, work }: Struck): void {
  switch (effect.kind) {
    case 'slow':
      setTimeout(work, effect.delayMs);
      return;
    case 'refuse':
      request.socket.destroy();
      return;
    case 'status': {
      const { headers, body } = toFaultReply(service, effect.status, effect.retryAfterMs);
      request.resume(); // what the client still sends is read, so that it gets to reading the answer
      response.writeHead(effect.status, headers).end(body);
      return;
    }
    case 'drop-after':
      swallow(response, () => request.socket.destroy());
      work();
      return;
    case 'lose-reply':
      swallow(response, () => undefined);
      work();
      return;
    default:
      effect satisfies never;
  }
}

/** Lets the service answer into nothing, and tells when it has. */
function swallow(response: ServerResponse, onEnd: () => void): void {
  const done = (...args: readonly unknown[]): void => {
    const callback = args.find((arg) => typeof arg === 'function');
    if (callback !== undefined) process.nextTick(() => void Reflect.apply(callback, undefined, []));
  };
  let ended = false;
  Object.assign(response, {
    writeContinue: () => undefined,
    flushHeaders: () => undefined,
    write(...args: readonly unknown[]) {
      done(...args);
      return true;
    },
    end(...args: readonly unknown[]) {
      done(...args);
      // Where the caller went away meanwhile, the service may end its answer a second time.
      if (ended) return response;
      ended = true;
      onEnd();
      response.emit('finish');
      return response;
    },
  });
}
