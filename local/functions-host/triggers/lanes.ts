import { messageOf } from './trigger.ts';

/** Named tasks of which at most `limit` run at once; a name that waits or runs is not taken again. */
export function createLanes(limit: number) {
  const waiting = new Map<string, () => Promise<void>>();
  const running = new Map<string, Promise<void>>();
  let stopped = false;

  const next = () => {
    for (const [name, work] of waiting) {
      if (stopped || running.size >= limit) return;
      waiting.delete(name);
      running.set(
        name,
        work().finally(() => {
          running.delete(name);
          next();
        }),
      );
    }
  };

  return {
    has: (name: string): boolean => waiting.has(name) || running.has(name),
    add(name: string, work: () => Promise<void>, report: (line: string) => void): void {
      waiting.set(name, () => work().catch((error: unknown) => report(messageOf(error))));
      next();
    },
    async stop(): Promise<void> {
      stopped = true;
      waiting.clear();
      await Promise.all(running.values());
    },
  };
}
