import { inputBindingTypes, outputBindingTypes } from './bindings/create-bindings.ts';
import { type Binding, type FunctionMetadata, triggerOf } from './invoker.ts';
import { triggerTypes } from './triggers/create-trigger.ts';

const isServed = (binding: Binding, isTrigger: boolean): boolean => {
  if (isTrigger) return triggerTypes.includes(binding.type);
  return (binding.direction === 'out' ? outputBindingTypes : inputBindingTypes).includes(binding.type);
};

/** Throws where the app has bindings that the local host does not serve: all of them, a line each. */
export function assertBindingsServed(functions: readonly FunctionMetadata[]): void {
  const lines = functions.flatMap((metadata) => {
    const trigger = triggerOf(metadata);
    return Object.values(metadata.bindings)
      .filter((binding) => !isServed(binding, binding === trigger))
      .map(
        ({ type, direction }) =>
          `Cannot serve function "${metadata.name}": the local host has no binding "${type}" (${direction})`,
      );
  });
  if (lines.length > 0) throw new Error(lines.join('\n'));
}
