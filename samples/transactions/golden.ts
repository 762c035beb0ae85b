import { toRecord } from './order-fields.ts';
import type { OrderSession } from './order-session.ts';
import type { Order } from './orders.ts';

/** Writes golden records: requests as the real-time endpoint takes them, with what plain onnxruntime says of each. */
export async function toGolden(session: OrderSession, orders: readonly Order[]): Promise<string> {
  const risks = await session.run(orders);
  const golden = orders.map((order, k) => ({ record: toRecord(order), prediction: { risk: risks[k] } }));
  return `${JSON.stringify(golden, undefined, 2)}\n`;
}
