import { setTimeout as sleep } from 'node:timers/promises';
import {
  InvocationFailedError,
  type InvocationInput,
  type InvocationOptions,
  type InvocationResult,
  type Invoker,
  triggerOf,
  WorkerLostError,
} from '../functions-host/invoker.ts';
import type { PickFault } from './fault-dice.ts';
import type { FaultEffect } from './fault-rule.ts';

interface Activity {
  readonly name: string;
  readonly input: InvocationInput;
  readonly options: InvocationOptions | undefined;
}

/**
 * Wraps the app so that faults strike its activities: one comes late (`slow`), is lost before it began (`refuse`) or after
 * its work was done (`drop-after`) and so delivered again, runs twice (`lose-reply`), or fails as the platform fails it
 * (`status`). The path of a rule is matched with `/<function>`.
 */
export function withActivityFaults(invoker: Invoker, pick: PickFault): Invoker {
  const isActivity = (name: string): boolean =>
    invoker.functions.some(
      (metadata) => metadata.name === name && /^activityTrigger$/i.test(triggerOf(metadata).type),
    );
  return {
    get functions() {
      return invoker.functions;
    },
    invoke(name, input, options) {
      const effect = isActivity(name)
        ? pick({ service: 'activity', method: 'RUN', path: `/${name}` })
        : undefined;
      return effect === undefined
        ? invoker.invoke(name, input, options)
        : strike(invoker, effect, { name, input, options });
    },
  };
}

async function strike(
  invoker: Invoker,
  effect: FaultEffect,
  { name, input, options }: Activity,
): Promise<InvocationResult> {
  const run = () => invoker.invoke(name, input, options);
  switch (effect.kind) {
    case 'slow':
      await sleep(effect.delayMs);
      return run();
    case 'refuse':
      throw new WorkerLostError(`A fault: "${name}" is lost before it began`);
    case 'status':
      throw new InvocationFailedError({
        name: 'Error',
        message: 'Did not find any initialized language workers',
        stack: '',
      });
    case 'drop-after':
      await run();
      throw new WorkerLostError(`A fault: "${name}" is lost with its reply`);
    case 'lose-reply':
      await run();
      return run();
    default:
      return effect satisfies never;
  }
}
