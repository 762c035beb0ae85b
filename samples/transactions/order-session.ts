import { InferenceSession, Tensor } from 'onnxruntime-node';
import { maxLines, type OrderField, orderFields } from './order-fields.ts';
import type { Order } from './orders.ts';

const batchSize = 500;

export interface OrderSession {
  /** The one output of the graph, row by row. */
  readonly run: (orders: readonly Order[]) => Promise<Float32Array>;
}

/** Opens a graph that takes orders in plain onnxruntime, with nothing of the product in between. */
export async function openOrderModel(model: Uint8Array): Promise<OrderSession> {
  const session = await InferenceSession.create(model);
  const [output = ''] = session.outputNames;
  const runPart = async (orders: readonly Order[]): Promise<Float32Array> => {
    const feeds = orderFields.map((field): [string, Tensor] => [field.name, toTensor(field, orders)]);
    const values = (await session.run(Object.fromEntries(feeds)))[output]?.data;
    if (values instanceof Float32Array) return values;
    throw new Error(`Cannot score: "${output}" is no float tensor`);
  };
  return {
    run: async (orders) => {
      const parts: number[] = [];
      for (let start = 0; start < orders.length; start += batchSize) {
        parts.push(...(await runPart(orders.slice(start, start + batchSize))));
      }
      return Float32Array.from(parts);
    },
  };
}

function toTensor(field: OrderField, orders: readonly Order[]): Tensor {
  const alone = [orders.length, 1];
  const inLines = [orders.length, maxLines];
  switch (field.type) {
    case 'double':
      return new Tensor('float64', Float64Array.from(orders, field.read), alone);
    case 'float':
      return new Tensor('float32', Float32Array.from(orders, field.read), alone);
    case 'string':
      return new Tensor('string', orders.map(field.read), alone);
    case 'floats':
      return new Tensor('float32', Float32Array.from(fill(orders.map(field.read), 0)), inLines);
    case 'strings':
      return new Tensor('string', fill(orders.map(field.read), ''), inLines);
  }
}

function fill<T>(lists: readonly (readonly T[])[], pad: T): T[] {
  return lists.flatMap((list) => Array.from({ length: maxLines }, (_, k) => list[k] ?? pad));
}
