import { toInvalidOnnx } from './onnx-error.ts';

const maxItems = 1_000_000;
const maxDepth = 64;

/** The bytes of a file while they are read, with what bounds the reading. */
export interface OnnxSource {
  readonly bytes: Uint8Array;
  /** Counts what is kept in memory; throws InvalidModel beyond the limit. */
  readonly countItem: () => void;
}

export function createOnnxSource(bytes: Uint8Array): OnnxSource {
  let items = 0;
  return {
    bytes,
    countItem: () => {
      items += 1;
      if (items > maxItems) throw toInvalidOnnx(`it has more than ${maxItems} nodes and names`);
    },
  };
}

/** Graphs hold nodes that hold graphs, and types hold types. */
export function assertDepth(depth: number): void {
  if (depth > maxDepth) throw toInvalidOnnx(`its graphs or types are nested more than ${maxDepth} deep`);
}
