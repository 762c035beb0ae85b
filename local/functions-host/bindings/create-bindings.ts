import { type Binding, type FunctionMetadata, triggerOf } from '../invoker.ts';
import { createBlobInput, createBlobOutput } from './blob-binding.ts';
import type { BoundInput, BoundOutput, FunctionBindings } from './bound-invoker.ts';
import { createQueueOutput, type MessageEncoding } from './queue-output.ts';

export interface BindingOptions {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly queueEncoding: MessageEncoding;
  /** The text of durableClient bindings; undefined where the app has no durable function. */
  readonly durableClient: (() => string) | undefined;
}

const inputs: Readonly<Record<string, (binding: Binding, options: BindingOptions) => BoundInput>> = {
  durableClient: ({ name }, { durableClient }) => ({
    name,
    read: () => Promise.resolve(durableClient === undefined ? {} : { string: durableClient() }),
  }),
  blob: (binding, { values }) => createBlobInput(binding, values),
};

const outputs: Readonly<
  Record<string, (name: string, binding: Binding, options: BindingOptions) => BoundOutput>
> = {
  blob: (name, binding, { values }) => createBlobOutput(name, binding, values),
  queue: (name, binding, { values, queueEncoding }) =>
    createQueueOutput(name, binding, { values, encoding: queueEncoding }),
};

/** The types of bindings beside the trigger that the local host serves; `http` is the answer to a request. */
export const inputBindingTypes = Object.keys(inputs);
export const outputBindingTypes = [...Object.keys(outputs), 'http'];

/** What a function reads and writes beside its trigger. */
export function createBindings(metadata: FunctionMetadata, options: BindingOptions): FunctionBindings {
  const trigger = triggerOf(metadata);
  const others = Object.entries(metadata.bindings).filter(([, binding]) => binding !== trigger);
  return {
    inputs: others.flatMap(([, binding]) => {
      const create = binding.direction === 'in' ? inputs[binding.type] : undefined;
      return create === undefined ? [] : [create(binding, options)];
    }),
    outputs: others.flatMap(([name, binding]) => {
      const create = binding.direction === 'out' ? outputs[binding.type] : undefined;
      return create === undefined ? [] : [create(name, binding, options)];
    }),
  };
}
