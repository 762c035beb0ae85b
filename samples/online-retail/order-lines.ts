import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { z } from 'zod';

/** One line of an order of the shop; quantities of cancellations are negative. */
export interface OrderLine {
  readonly invoice: string;
  readonly product: string;
  readonly description: string;
  readonly quantity: number;
  /** Seconds since 1970, in the shop's local time. */
  readonly unixTime: number;
  readonly unitPrice: number;
  /** Empty where the shop did not know. */
  readonly customer: string;
  readonly country: string;
}

const row = z
  .object({
    invoice: z.string(),
    product: z.string(),
    description: z.string(),
    quantity: z.coerce.number(),
    unix_time: z.coerce.number(),
    unit_price: z.coerce.number(),
    customer: z.string(),
    country: z.string(),
  })
  .transform(({ unix_time: unixTime, unit_price: unitPrice, ...rest }) => ({ ...rest, unixTime, unitPrice }));

/** Reads the order lines of Online Retail from a CSV file, gzipped if it is named so. */
export async function loadOrderLines(file: string): Promise<readonly OrderLine[]> {
  const bytes = createReadStream(file);
  const text = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  const lines: OrderLine[] = [];
  for await (const record of text.pipe(parse({ columns: true }))) lines.push(row.parse(record));
  return lines;
}

/** Whether an invoice takes back what another sold. */
export function isCancellation({ invoice }: Pick<OrderLine, 'invoice'>): boolean {
  return invoice.startsWith('C');
}

/** The file that a script is given, or an error that says where to get it. */
export function assertDataFile(file: string | undefined): string {
  if (file !== undefined) return file;
  throw new Error('Cannot read the orders: name the file, see samples/online-retail/README.md');
}
