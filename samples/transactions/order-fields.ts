import type { OnnxValue } from '../onnx-writer.ts';
import type { Order } from './orders.ts';

/** Lines that an order may have; the longest of the year has 542. */
export const maxLines = 600;

/** What a field of a record is called, what it is in the graph, and where an order has it. */
export type OrderField =
  | { readonly name: string; readonly type: 'float' | 'double'; readonly read: (order: Order) => number }
  | { readonly name: string; readonly type: 'string'; readonly read: (order: Order) => string }
  | { readonly name: string; readonly type: 'floats'; readonly read: (order: Order) => readonly number[] }
  | { readonly name: string; readonly type: 'strings'; readonly read: (order: Order) => readonly string[] };

/** Times are doubles: seconds since 1970 are more than a float tells apart. */
export const orderFields: readonly OrderField[] = [
  { name: 'ordered_at', type: 'double', read: ({ orderedAt }) => orderedAt },
  { name: 'country', type: 'string', read: ({ country }) => country },
  { name: 'products', type: 'strings', read: ({ products }) => products },
  { name: 'quantities', type: 'floats', read: ({ quantities }) => quantities },
  { name: 'unit_prices', type: 'floats', read: ({ unitPrices }) => unitPrices },
  { name: 'customer_orders', type: 'float', read: ({ customerOrders }) => customerOrders },
  {
    name: 'customer_cancellations',
    type: 'float',
    read: ({ customerCancellations }) => customerCancellations,
  },
  { name: 'customer_value', type: 'float', read: ({ customerValue }) => customerValue },
  { name: 'last_ordered_at', type: 'double', read: ({ lastOrderedAt }) => lastOrderedAt },
  { name: 'new_products', type: 'float', read: ({ newProducts }) => newProducts },
];

/** The inputs of the graph: [N, 1], and [N, lines] for what each line has. */
export function toInputs(): readonly OnnxValue[] {
  return orderFields.map(({ name, type }) => {
    if (type === 'floats') return { name, type: 'float', dims: ['N', maxLines] };
    if (type === 'strings') return { name, type: 'string', dims: ['N', maxLines] };
    return { name, type, dims: ['N', 1] };
  });
}

/** An order as a JSON record. */
export function toRecord(order: Order): Readonly<Record<string, unknown>> {
  const fields = orderFields.map(({ name, read }): [string, unknown] => {
    const value = read(order);
    return [name, typeof value === 'number' && Number.isNaN(value) ? null : value];
  });
  return { order: order.order, ...Object.fromEntries(fields) };
}
