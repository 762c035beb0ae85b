import type { FunctionMetadata, Invoker } from '../functions-host/invoker.ts';

interface DurableFunction {
  readonly name: string;
  readonly triggerBinding: string;
}

/** The app's orchestrators and activities, found by name in any case. */
export interface AppFunctions {
  readonly orchestrator: (name: string) => DurableFunction | undefined;
  readonly activity: (name: string) => DurableFunction | undefined;
  readonly orchestratorNames: readonly string[];
}

export function createAppFunctions(invoker: Pick<Invoker, 'functions'>): AppFunctions {
  const orchestrators = collect(invoker.functions, 'orchestrationtrigger');
  const activities = collect(invoker.functions, 'activitytrigger');
  return {
    orchestrator: (name) => orchestrators.get(name.toLowerCase()),
    activity: (name) => activities.get(name.toLowerCase()),
    orchestratorNames: [...orchestrators.values()].map(({ name }) => name),
  };
}

function collect(functions: readonly FunctionMetadata[], triggerType: string): Map<string, DurableFunction> {
  const found = new Map<string, DurableFunction>();
  for (const { name, bindings } of functions) {
    const trigger = Object.entries(bindings).find(
      ([, binding]) => binding.type.toLowerCase() === triggerType,
    );
    if (trigger !== undefined) found.set(name.toLowerCase(), { name, triggerBinding: trigger[0] });
  }
  return found;
}
