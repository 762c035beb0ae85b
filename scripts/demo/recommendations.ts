import { assertSame, takeFirst } from './expect.ts';
import { measureMedian } from './measure.ts';
import type { DemoApi } from './api.ts';
import type { Scenario } from './scenario.ts';
import { toTable } from './table.ts';

const shownProducts = 5;
/** A cake stand, which the tins of the same series are ordered with. */
const picked = '22423';
/** A lunch bag, a box and a tin. */
const basket = ['22197', '20727', '22457'];
const unknown = 'NO-SUCH-CODE';

/** What goes with a product, with a basket, and with a code that nobody knows. */
export const recommendations: Scenario = {
  name: 'recommendations',
  title: 'What other customers ordered with it: related products while the page draws',
  show: async ({ api, url }) => {
    const median = await measureMedian(() => recommend(api, [picked]));
    console.log(`\nRelated products in ${median}: POST ${url}/models/recommendations/predict`);
    const related = await recommend(api, [picked]);
    show(`A customer picks ${picked}`, related);
    show(`A basket of ${basket.join(', ')}`, await recommend(api, basket));
    const popular = await recommend(api, []);
    const fallback = await recommend(api, [unknown]);
    show(`A code that nobody knows, ${unknown}: what is popular`, fallback);
    console.log(`\n${toTable([['the shop', `${url}/console/shop`]])}`);
    assertSame('recommendations', related.length, 10);
    assertSame(
      'the picked product among them',
      related.some(([code]) => code === picked),
      false,
    );
    assertSame('products for an unknown code', String(fallback), String(popular));
  },
};

type Row = readonly [code: string, name: string, score: string];

async function recommend(api: DemoApi, codes: readonly string[]): Promise<readonly Row[]> {
  const answer = takeFirst('recommendations', await api.predict('recommendations', { basket: codes }));
  const [products, names, scores] = ['products', 'names', 'scores'].map((name) => toList(answer[name]));
  return (products ?? []).map((code, k) => [
    String(code),
    String(names?.[k]),
    Number(scores?.[k]).toPrecision(3),
  ]);
}

function show(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}\n\n${toTable([['product', 'name', 'score'], ...rows.slice(0, shownProducts)])}`);
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
