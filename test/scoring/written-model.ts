import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type OnnxGraph, toOnnxModel } from '../../samples/onnx-writer.ts';
import { loadModelRepository, type ModelRepository } from '../../src/scoring/repository/model-repository.ts';
import { createWorkerPool, type WorkerPool } from '../../src/scoring/worker/worker-pool.ts';

export interface Workbench {
  readonly directory: string;
  readonly pool: WorkerPool;
  /** Writes a model folder: the graph as version 1, and the rest of its manifest. */
  readonly write: (name: string, graph: OnnxGraph, manifest: object) => Promise<void>;
  readonly load: () => Promise<ModelRepository>;
  readonly close: () => Promise<void>;
}

/** A folder of models made for a test, and a pool that scores with them. */
export async function createWorkbench(
  options: { readonly threads?: number; readonly maxQueued?: number } = {},
): Promise<Workbench> {
  const directory = await mkdtemp(path.join(tmpdir(), 'onscore-models-'));
  const pool = createWorkerPool({ threads: 1, ...options });
  return {
    directory,
    pool,
    write: async (name, graph, manifest) => {
      const bytes = toOnnxModel(graph);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const whole = {
        name,
        aliases: { production: '1' },
        versions: { '1': { file: '1/model.onnx', sha256 } },
        ...manifest,
      };
      await mkdir(path.join(directory, name, '1'), { recursive: true });
      await writeFile(path.join(directory, name, '1/model.onnx'), bytes);
      await writeFile(path.join(directory, name, 'model.json'), JSON.stringify(whole));
    },
    load: () => loadModelRepository({ directory, inspect: (file) => pool.run('inspect', file) }),
    close: async () => {
      await pool.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** Looks a value up by its index: the run fails for an index that the table does not have. */
export const lookupGraph: OnnxGraph = {
  name: 'lookup',
  constants: [{ name: 'table', type: 'float', dims: [3], values: [10, 20, 30] }],
  nodes: [{ operator: 'Gather', inputs: ['table', 'index'], outputs: ['found'] }],
  inputs: [{ name: 'index', type: 'int64', dims: ['N', 1] }],
  outputs: [{ name: 'found', type: 'float', dims: ['N', 1] }],
};

/** Adds two columns and a constant, side by side: y = [a + c, b + c]. */
export const sumGraph: OnnxGraph = {
  name: 'sum',
  nodes: [{ operator: 'Add', inputs: ['pair', 'shift'], outputs: ['sums'] }],
  inputs: [
    { name: 'pair', type: 'float', dims: ['N', 2] },
    { name: 'shift', type: 'float', dims: ['N', 1] },
  ],
  outputs: [{ name: 'sums', type: 'float', dims: ['N', 2] }],
};

/** Gives back what it gets, one input of each type. */
export const echoGraph: OnnxGraph = {
  name: 'echo',
  nodes: (['float', 'double', 'int64', 'int32', 'bool', 'string'] as const).map((type) => ({
    operator: 'Identity',
    inputs: [type],
    outputs: [`${type}_out`],
  })),
  inputs: (['float', 'double', 'int64', 'int32', 'bool', 'string'] as const).map((type) => ({
    name: type,
    type,
    dims: ['N'],
  })),
  outputs: (['float', 'double', 'int64', 'int32', 'bool', 'string'] as const).map((type) => ({
    name: `${type}_out`,
    type,
    dims: ['N'],
  })),
};

/** Gives y = -x, and z = x * x beside it. */
export const pairGraph: OnnxGraph = {
  name: 'pair',
  nodes: [
    { operator: 'Neg', inputs: ['x'], outputs: ['y'] },
    { operator: 'Mul', inputs: ['x', 'x'], outputs: ['z'] },
  ],
  inputs: [{ name: 'x', type: 'float', dims: ['N', 1] }],
  outputs: [
    { name: 'y', type: 'float', dims: ['N', 1] },
    { name: 'z', type: 'float', dims: ['N', 1] },
  ],
};

/** Takes exactly two records a run. */
export const fixedGraph: OnnxGraph = {
  name: 'fixed',
  nodes: [{ operator: 'Neg', inputs: ['x'], outputs: ['y'] }],
  inputs: [{ name: 'x', type: 'float', dims: [2, 1] }],
  outputs: [{ name: 'y', type: 'float', dims: [2, 1] }],
};

/** Multiplies by a large matrix again and again: how long a run takes grows with its records. */
export function toSlowGraph(size: number, times: number): OnnxGraph {
  const values = new Array<number>(size * size).fill(1 / size);
  return {
    name: 'slow',
    constants: [
      { name: 'matrix', type: 'float', dims: [size, size], values },
      { name: 'row', type: 'float', dims: [1, size], values: new Array<number>(size).fill(1) },
    ],
    nodes: [
      { operator: 'MatMul', inputs: ['x', 'row'], outputs: ['m0'] },
      ...Array.from({ length: times }, (_, k) => ({
        operator: 'MatMul',
        inputs: [`m${k}`, 'matrix'],
        outputs: [k === times - 1 ? 'y' : `m${k + 1}`],
      })),
    ],
    inputs: [{ name: 'x', type: 'float', dims: ['N', 1] }],
    outputs: [{ name: 'y', type: 'float', dims: ['N', size] }],
  };
}
