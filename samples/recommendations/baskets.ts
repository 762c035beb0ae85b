import { isCancellation, type OrderLine } from '../online-retail/order-lines.ts';

export interface Product {
  readonly code: string;
  readonly name: string;
}

/** A shop as a recommender sees it. */
export interface Shop {
  /** The most often ordered in the first four fifths of the orders, the first one most. */
  readonly products: readonly Product[];
  /** Indexes of products, each once, order by order as time went on. */
  readonly baskets: readonly (readonly number[])[];
}

export interface ShopOptions {
  /** The most often ordered ones are kept. */
  readonly maxProducts: number;
  /** Orders of wholesalers tell little of what goes together. */
  readonly maxBasket: number;
}

/** Five digits and what tells variants apart; other codes are postage, fees and vouchers. */
const productCode = /^\d{5}/;
const trainingShare = 0.8;

/** Finds the products of a shop and what was ordered together. */
export function toShop(lines: readonly OrderLine[], { maxProducts, maxBasket }: ShopOptions): Shop {
  const sales = lines.filter(
    (line) => !isCancellation(line) && line.quantity > 0 && productCode.test(line.product),
  );
  const orders = new Map<string, Set<string>>();
  for (const { invoice, product } of sales) {
    const order = orders.get(invoice) ?? new Set();
    orders.set(invoice, order.add(product.toUpperCase()));
  }
  const past = [...orders.values()].slice(0, orders.size * trainingShare);
  const codes = rankTexts(past.map((order) => [...order])).slice(0, maxProducts);
  const names = toNames(sales);
  const indexes = new Map(codes.map((code, index) => [code, index]));
  const baskets = Array.from(orders.values(), (order) =>
    [...order].flatMap((code) => indexes.get(code) ?? []),
  );
  return {
    products: codes.map((code) => ({ code, name: names.get(code) ?? code })),
    baskets: baskets.filter(({ length }) => length >= 2 && length <= maxBasket),
  };
}

/** The most frequent first. */
function rankTexts(lists: readonly (readonly string[])[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const list of lists) for (const text of list) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([text]) => text);
}

/** What a product is called most often: now and then a description is a remark. */
function toNames(sales: readonly OrderLine[]): ReadonlyMap<string, string> {
  const descriptions = Map.groupBy(sales, ({ product }) => product.toUpperCase());
  return new Map(
    Array.from(descriptions, ([code, lines]) => {
      const texts = lines.map(({ description }) => description.trim().replace(/\s+/g, ' '));
      return [code, rankTexts([texts.filter((text) => text !== '')])[0] ?? code];
    }),
  );
}

/** The first four fifths of the orders are to learn from, the rest to measure with. */
export function splitByTime({ baskets }: Shop) {
  const cut = Math.floor(baskets.length * trainingShare);
  return { training: baskets.slice(0, cut), test: baskets.slice(cut) };
}
