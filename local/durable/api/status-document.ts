import type { Instance } from '../store/instance.ts';

/** An instance as the management API shows it; times have whole seconds. */
export function toStatusDocument(instance: Instance, options: { readonly showInput: boolean }): object {
  return {
    name: instance.name,
    instanceId: instance.instanceId,
    runtimeStatus: instance.status,
    input: options.showInput ? parseOrText(instance.input) : null,
    customStatus: parseOrText(instance.customStatus),
    output: parseOrText(instance.output),
    createdTime: toSeconds(instance.createdMs),
    lastUpdatedTime: toSeconds(instance.updatedMs),
  };
}

const toSeconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** What a JSON text holds; a text that is no JSON, such as the reason of a failure, is shown as it is. */
export function parseOrText(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
