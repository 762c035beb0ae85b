import { isCancellation, type OrderLine } from '../online-retail/order-lines.ts';

/** An order as the shop knows it at the moment it comes, and what it knows of the customer by then. */
export interface Order {
  readonly order: string;
  readonly customer: string;
  /** Seconds since 1970, in the shop's local time. */
  readonly orderedAt: number;
  readonly country: string;
  /** Line by line, in the same order. */
  readonly products: readonly string[];
  readonly quantities: readonly number[];
  readonly unitPrices: readonly number[];
  /** Before this one. */
  readonly customerOrders: number;
  readonly customerCancellations: number;
  /** Of all the orders before, without what was cancelled. */
  readonly customerValue: number;
  /** NaN where this is the first. */
  readonly lastOrderedAt: number;
  /** Lines whose product the customer never ordered before. */
  readonly newProducts: number;
}

/** An order, and what became of it. */
export interface JudgedOrder extends Order {
  readonly isCanceled: boolean;
}

const secondsPerDay = 86_400;
const watchedSeconds = 60 * secondsPerDay;

interface Invoice {
  readonly id: string;
  readonly at: number;
  readonly lines: readonly OrderLine[];
}

/** The orders of known customers, as time went on: was a product of it taken back within 60 days? Those of the last 60 days are left out. */
export function toJudgedOrders(lines: readonly OrderLine[]): readonly JudgedOrder[] {
  const known = lines.filter(({ customer }) => customer !== '');
  const end = known.reduce((last, { unixTime }) => Math.max(last, unixTime), 0) - watchedSeconds;
  const customers = Map.groupBy(known, ({ customer }) => customer);
  return [...customers.values()]
    .flatMap((own) => followCustomer(toInvoices(own)))
    .filter(({ orderedAt }) => orderedAt <= end)
    .sort((a, b) => a.orderedAt - b.orderedAt);
}

/** The first three quarters are to learn from, the rest to measure with. */
export function splitByTime(orders: readonly JudgedOrder[]) {
  const cut = Math.floor(orders.length * 0.75);
  return { training: orders.slice(0, cut), test: orders.slice(cut) };
}

function toInvoices(lines: readonly OrderLine[]): readonly Invoice[] {
  return Array.from(
    Map.groupBy(lines, ({ invoice }) => invoice),
    ([id, own]) => ({
      id,
      at: own[0]?.unixTime ?? NaN,
      lines: own,
    }),
  ).sort((a, b) => a.at - b.at);
}

function followCustomer(invoices: readonly Invoice[]): readonly JudgedOrder[] {
  const known = new Set<string>();
  let past = { customerOrders: 0, customerCancellations: 0, customerValue: 0, lastOrderedAt: NaN };
  return invoices.flatMap((invoice, position) => {
    if (isCancellation({ invoice: invoice.id })) {
      past = { ...past, customerCancellations: past.customerCancellations + 1 };
      return [];
    }
    const order = toOrder(invoice, { ...past, newProducts: countNew(invoice, known) });
    past = {
      ...past,
      customerOrders: past.customerOrders + 1,
      customerValue: past.customerValue + toValue(invoice),
      lastOrderedAt: invoice.at,
    };
    for (const { product } of invoice.lines) known.add(product);
    return [{ ...order, isCanceled: isTakenBack(invoice, invoices.slice(position + 1)) }];
  });
}

type Past = Pick<
  Order,
  'customerOrders' | 'customerCancellations' | 'customerValue' | 'lastOrderedAt' | 'newProducts'
>;

function toOrder({ id, at, lines }: Invoice, past: Past): Order {
  const [first] = lines;
  return {
    order: id,
    customer: first?.customer ?? '',
    orderedAt: at,
    country: first?.country ?? '',
    products: lines.map(({ product }) => product),
    quantities: lines.map(({ quantity }) => quantity),
    unitPrices: lines.map(({ unitPrice }) => unitPrice),
    ...past,
  };
}

function countNew({ lines }: Invoice, known: ReadonlySet<string>): number {
  return lines.filter(({ product }) => !known.has(product)).length;
}

function toValue({ lines }: Invoice): number {
  return lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
}

function isTakenBack({ at, lines }: Invoice, later: readonly Invoice[]): boolean {
  const products = new Set(lines.map(({ product }) => product));
  return later.some(
    (other) =>
      isCancellation({ invoice: other.id }) &&
      other.at - at <= watchedSeconds &&
      other.lines.some(({ product }) => products.has(product)),
  );
}
