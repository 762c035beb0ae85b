import type {
  FunctionMetadata,
  InvocationInput,
  InvocationOptions,
  InvocationResult,
  Invoker,
  NamedData,
  TypedData,
} from '../invoker.ts';

/** What one binding of a function reads before it runs, or writes after it. */
export interface BoundInput {
  readonly name: string;
  read(input: InvocationInput): Promise<TypedData>;
}

export interface BoundOutput {
  /** As in the function's metadata: `$return` is what it returns. */
  readonly name: string;
  write(data: TypedData, input: InvocationInput, invocationId: string): Promise<void>;
}

export interface FunctionBindings {
  readonly inputs: readonly BoundInput[];
  readonly outputs: readonly BoundOutput[];
}

const readInputs = (inputs: readonly BoundInput[], input: InvocationInput): Promise<NamedData[]> =>
  Promise.all(inputs.map(async (bound) => ({ name: bound.name, data: await bound.read(input) })));

const dataOf = ({ outputData, returnValue }: InvocationResult, name: string): TypedData | undefined =>
  outputData.find((data) => data.name === name)?.data ??
  (name === '$return' ? (returnValue ?? undefined) : undefined);

/** Runs functions with their other bindings: inputs are read before, outputs are written after they have returned. */
export function createBoundInvoker(
  invoker: Invoker,
  bind: (metadata: FunctionMetadata) => FunctionBindings,
): Invoker {
  const bindings = new Map(invoker.functions.map((metadata) => [metadata.name, bind(metadata)]));

  return {
    functions: invoker.functions,
    async invoke(functionName: string, input: InvocationInput, options: InvocationOptions = {}) {
      const { inputs, outputs } = bindings.get(functionName) ?? { inputs: [], outputs: [] };
      if (inputs.length + outputs.length === 0) return invoker.invoke(functionName, input, options);
      const inputData = [...input.inputData, ...(await readInputs(inputs, input))];
      let invocationId = '';
      const result = await invoker.invoke(
        functionName,
        { ...input, inputData },
        {
          ...options,
          onAssigned: (assignment) => {
            ({ invocationId } = assignment);
            options.onAssigned?.(assignment);
          },
        },
      );
      for (const output of outputs) {
        const data = dataOf(result, output.name);
        if (data !== undefined) await output.write(data, input, invocationId);
      }
      return result;
    },
  };
}
