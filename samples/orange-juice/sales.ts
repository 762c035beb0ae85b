import { readFile } from 'node:fs/promises';

/** One brand in one store; the lists begin with the first week of the data, NaN where a week is not in it. */
export interface SalesSeries {
  readonly store: string;
  readonly brand: string;
  readonly ounces: Float32Array;
  readonly price: Float32Array;
  readonly deal: Float32Array;
  readonly featureAd: Float32Array;
}

/** The sample that ships: stores up to number 21. The whole file has stores up to 137 (see README.md). */
export const sampleFile = new URL('orange-juice.csv', import.meta.url).pathname;

/** Weeks in the data, 1990-06-14 to 1992-10-01; the data's own numbers of them begin with 40. */
export const weeks = 121;
export const firstWeek = 40;
const firstDay = Date.UTC(1990, 5, 14);
const weekMs = 7 * 24 * 3600 * 1000;

export const header = 'store,brand,week_start,ounces,price_per_oz,deal,feature_ad';

/** The first day of a week by the data's own number of it. */
export function toDate(week: number): string {
  return new Date(firstDay + (week - firstWeek) * weekMs).toISOString().slice(0, 10);
}

/** Reads a table of sales: its series in the order in which they first appear. */
export async function loadSales(file: string): Promise<readonly SalesSeries[]> {
  const [head, ...lines] = (await readFile(file, 'utf8')).trim().split(/\r?\n/);
  if (head !== header)
    throw new Error(`Cannot read ${file}: its header is "${head ?? ''}", expected "${header}"`);
  const all = new Map<string, SalesSeries>();
  for (const line of lines) {
    const [store = '', brand = '', week = '', ...figures] = line.split(',');
    const series = all.get(`${store}/${brand}`) ?? toEmpty(store, brand);
    all.set(`${store}/${brand}`, series);
    const at = (Date.parse(week) - firstDay) / weekMs;
    [series.ounces, series.price, series.deal, series.featureAd].forEach((list, column) => {
      list[at] = Number(figures[column]);
    });
  }
  return [...all.values()];
}

function toEmpty(store: string, brand: string): SalesSeries {
  const toList = () => new Float32Array(weeks).fill(NaN);
  return { store, brand, ounces: toList(), price: toList(), deal: toList(), featureAd: toList() };
}
