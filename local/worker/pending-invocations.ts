import type { InvocationResult } from '../functions-host/invoker.ts';

interface Waiting {
  readonly resolve: (result: InvocationResult) => void;
  readonly reject: (error: Error) => void;
}

/** The invocations that a process has not answered yet, by their ids. */
export interface PendingInvocations {
  readonly size: number;
  /** Waits for the answer to an invocation. */
  wait(id: string): Promise<InvocationResult>;
  resolve(id: string, result: InvocationResult): void;
  /** False where nothing waits under the id any more. */
  reject(id: string, error: Error): boolean;
  rejectAll(error: Error): void;
}

export function createPendingInvocations(): PendingInvocations {
  const waiting = new Map<string, Waiting>();
  const take = (id: string): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    return found;
  };

  return {
    get size() {
      return waiting.size;
    },
    wait: (id) => new Promise((resolve, reject) => waiting.set(id, { resolve, reject })),
    resolve: (id, result) => take(id)?.resolve(result),
    reject(id, error) {
      const found = take(id);
      found?.reject(error);
      return found !== undefined;
    },
    rejectAll(error) {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
  };
}
