import { createRandom } from '../../../../samples/seeded-random.ts';
import type { OnnxSignature, PlainTensor } from '../../../../src/scoring/model.ts';

const texts = ['', 'Yes', 'No', 'Month-to-month', '22423', '85123A', 'nobody knows', 'é'];

/** A tensor for each input, of texts and numbers at random, a tenth of the float32 NaN. */
export function toRandomFeeds({ inputs }: Pick<OnnxSignature, 'inputs'>, records: number): PlainTensor[] {
  const random = createRandom(7);
  return inputs.map(({ name, type, dims: [, ...rest] }) => {
    const dims = [records, ...rest.map(Number)];
    const length = dims.reduce((product, dim) => product * dim, 1);
    switch (type) {
      case 'string': {
        const values = Array.from({ length }, () => texts[Math.floor(random() * texts.length)] ?? '');
        return { name, dims, type, values };
      }
      case 'float64':
        return { name, dims, type, values: Float64Array.from({ length }, () => random() * 100) };
      case 'float32': {
        const values = Float32Array.from({ length }, () => (random() < 0.1 ? NaN : random() * 100));
        return { name, dims, type, values };
      }
      default:
        throw new Error(`Cannot make an input of type ${type}`);
    }
  });
}
