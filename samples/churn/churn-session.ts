import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Customer, numberColumns, numberOf, textColumns, textOf } from './customers.ts';

export interface ChurnAnswer {
  readonly prediction: string;
  /** Of leaving. */
  readonly probability: number;
}

export interface ChurnSession {
  readonly score: (customers: readonly Customer[]) => Promise<readonly ChurnAnswer[]>;
}

/** Opens the model in plain onnxruntime, with nothing of the product in between. */
export async function openChurnModel(model: Uint8Array): Promise<ChurnSession> {
  const session = await InferenceSession.create(model);
  return {
    score: async (customers) => {
      const { label, probabilities } = await session.run(toFeeds(customers));
      const shares = probabilities?.data;
      if (!(shares instanceof Float32Array))
        throw new Error('Cannot score: "probabilities" is no float tensor');
      return customers.map((_, row) => ({
        prediction: String(label?.data[row]),
        probability: shares[2 * row + 1] ?? NaN,
      }));
    },
  };
}

function toFeeds(customers: readonly Customer[]): Record<string, Tensor> {
  const dims = [customers.length, 1];
  const numbers = numberColumns.map((column): [string, Tensor] => {
    const values = Float32Array.from(customers, (customer) => numberOf(customer, column));
    return [column, new Tensor('float32', values, dims)];
  });
  const texts = textColumns.map((column): [string, Tensor] => {
    const values = customers.map((customer) => textOf(customer, column));
    return [column, new Tensor('string', values, dims)];
  });
  return Object.fromEntries([...numbers, ...texts]);
}
