import type { OnnxGraph } from '../../samples/onnx-writer.ts';

export const lightColumns = Array.from({ length: 20 }, (_, k) => `x${k}`);

/** A linear model of twenty numbers: so light that all else of a job shows. */
export const lightGraph: OnnxGraph = {
  name: 'light',
  constants: [
    { name: 'weights', type: 'float', dims: [20, 1], values: lightColumns.map((_, k) => (k - 10) / 100) },
  ],
  nodes: [
    { operator: 'MatMul', inputs: ['x', 'weights'], outputs: ['sum'] },
    { operator: 'Sigmoid', inputs: ['sum'], outputs: ['score'] },
  ],
  inputs: [{ name: 'x', type: 'float', dims: ['N', 20] }],
  outputs: [{ name: 'score', type: 'float', dims: ['N', 1] }],
};

export const lightManifest = {
  key: 'id',
  inputs: [{ input: 'x', source: 'columns', columns: lightColumns }],
  outputs: [{ output: 'score', column: 'score' }],
};

/** Numbers with four decimals, and a key; the same ones each time. */
export function createLightTable(records: number): string {
  let seed = 1;
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return (seed / 2_147_483_647) * 200 - 100;
  };
  const lines = Array.from({ length: records }, (_, k) =>
    [`R${k + 1}`, ...lightColumns.map(() => next().toFixed(4))].join(','),
  );
  return [`id,${lightColumns.join(',')}`, ...lines, ''].join('\n');
}
