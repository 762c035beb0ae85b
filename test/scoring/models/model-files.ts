import { createHash } from 'node:crypto';
import { type OnnxGraph, toOnnxModel } from '../../../samples/onnx-writer.ts';

/** A model folder as paths within it and their contents. */
export type ModelFiles = Readonly<Record<string, string | Uint8Array>>;

export interface MadeVersion {
  readonly graph: OnnxGraph;
  /** Contents of its golden.json. */
  readonly golden?: unknown;
  /** Stands in model.json in place of the right one. */
  readonly sha256?: string;
}

/** y = x + amount, so that an answer tells which version gave it. */
export function toAddGraph(amount: number, { input = 'x', output = 'y' } = {}): OnnxGraph {
  return {
    name: 'add',
    constants: [{ name: 'amount', type: 'float', dims: [1], values: [amount] }],
    nodes: [{ operator: 'Add', inputs: [input, 'amount'], outputs: [output] }],
    inputs: [{ name: input, type: 'float', dims: ['N', 1] }],
    outputs: [{ name: output, type: 'float', dims: ['N', 1] }],
  };
}

/** The files of a model with these versions; `production` is the first where the manifest says nothing else. */
export function toModelFiles(
  name: string,
  versions: Readonly<Record<string, MadeVersion>>,
  manifest: object = {},
): ModelFiles {
  const files: Record<string, string | Uint8Array> = {};
  const entries: Record<string, object> = {};
  for (const [version, { graph, golden, sha256 }] of Object.entries(versions)) {
    const bytes = toOnnxModel(graph);
    files[`${version}/model.onnx`] = bytes;
    if (golden !== undefined) files[`${version}/golden.json`] = JSON.stringify(golden);
    entries[version] = {
      file: `${version}/model.onnx`,
      sha256: sha256 ?? createHash('sha256').update(bytes).digest('hex'),
      ...(golden !== undefined && { golden: `${version}/golden.json` }),
    };
  }
  const outputs = [{ output: 'y', column: 'y' }];
  const aliases = { production: Object.keys(versions)[0] };
  const whole = { name, aliases, versions: entries, outputs, ...manifest };
  return { ...files, 'model.json': JSON.stringify(whole) };
}
