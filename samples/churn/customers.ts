import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';

/** One customer as the table has it: text, column by column. */
export type Customer = Readonly<Record<string, string>>;

/** Numbers (0 and 1 for no and yes); `total_charges` is empty for customers of the first month. */
export const numberColumns = [
  'female',
  'senior_citizen',
  'partner',
  'dependents',
  'tenure',
  'phone_service',
  'paperless_billing',
  'monthly_charges',
  'total_charges',
] as const;

/** Categories, written out. */
export const textColumns = [
  'multiple_lines',
  'internet_service',
  'online_security',
  'online_backup',
  'device_protection',
  'tech_support',
  'streaming_tv',
  'streaming_movies',
  'contract',
  'payment_method',
] as const;

export async function loadCustomers(file: string | URL): Promise<readonly Customer[]> {
  const rows: unknown = parse(await readFile(file, 'utf8'), { columns: true });
  return z.array(z.record(z.string(), z.string())).parse(rows);
}

/** The number in a column, NaN where the table has none. */
export function numberOf(customer: Customer, column: string): number {
  const text = textOf(customer, column);
  return text === '' ? NaN : Number(text);
}

export function textOf(customer: Customer, column: string): string {
  const text = customer[column];
  if (text === undefined) throw new Error(`Cannot read a customer: column "${column}" is missing`);
  return text;
}
