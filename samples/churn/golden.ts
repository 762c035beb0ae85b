import type { ChurnSession } from './churn-session.ts';
import { type Customer, numberColumns, numberOf, textColumns, textOf } from './customers.ts';

/** Writes golden records: requests as the real-time endpoint takes them, with what plain onnxruntime says of each. */
export async function toGolden(session: ChurnSession, customers: readonly Customer[]): Promise<string> {
  const predictions = await session.score(customers);
  const golden = customers.map((customer, row) => ({
    record: toRecord(customer),
    prediction: predictions[row],
  }));
  return `${JSON.stringify(golden, undefined, 2)}\n`;
}

type JsonField = readonly [column: string, value: string | number | null];

/** One customer as a JSON record: numbers as numbers, `null` where the table has none. */
export function toRecord(customer: Customer): Readonly<Record<string, string | number | null>> {
  const numbers = numberColumns.map((column): JsonField => {
    const value = numberOf(customer, column);
    return [column, Number.isNaN(value) ? null : value];
  });
  const texts = ['customer_id', ...textColumns].map((column): JsonField => [
    column,
    textOf(customer, column),
  ]);
  return Object.fromEntries<string | number | null>([...texts, ...numbers]);
}
