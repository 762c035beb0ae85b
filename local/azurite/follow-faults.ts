import type { ChildProcess } from 'node:child_process';
import type { FaultRegistry } from '../faults/fault-registry.ts';
import type { AzuriteOrder, AzuriteReply } from './azurite-reply.ts';

/** The faults strike in Azurite's own process: it gets each change and tells of each hit. Gives the function that ends it. */
export function followFaults(
  { follow, countHit }: Pick<FaultRegistry, 'follow' | 'countHit'>,
  child: ChildProcess,
): () => void {
  const waiting = new Map<number, () => void>();
  let changes = 0;
  child.on('message', (message: AzuriteReply) => {
    if (message.kind === 'hit') countHit(message.id);
    if (message.kind === 'ruled') waiting.get(message.change)?.();
  });
  child.once('exit', () => {
    for (const resolve of waiting.values()) resolve();
  });
  return follow(async (rules) => {
    if (!child.connected) return;
    const order: AzuriteOrder = { rules, change: ++changes };
    await new Promise<void>((resolve) => {
      waiting.set(order.change, resolve);
      child.send(order);
    });
    waiting.delete(order.change);
  });
}
