import { inputBindingTypes, outputBindingTypes } from './bindings/create-bindings.ts';
import { type Binding, type FunctionMetadata, triggerOf } from './invoker.ts';
import { triggerTypes } from './triggers/create-trigger.ts';

const isServed = (binding: Binding, isTrigger: boolean): boolean => {
  if (isTrigger) return triggerTypes.includes(binding.type);
  return (binding.direction === 'out' ? outputBindingTypes : inputBindingTypes).includes(binding.type);
};

/** A line for each binding of the app that the local host does not serve. */
export function listUnserved(functions: readonly FunctionMetadata[]): string[] {
  return functions.flatMap((metadata) => {
    const trigger = triggerOf(metadata);
    return Object.values(metadata.bindings)
      .filter((binding) => !isServed(binding, binding === trigger))
      .map(
        ({ type, direction }) =>
          `Cannot serve function "${metadata.name}": the local host has no binding "${type}" (${direction})`,
      );
  });
}
