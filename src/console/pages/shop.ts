/** A small web shop: what goes with a product, and with a basket. */
import { attempt } from '../attempt.ts';
import { element, find } from '../dom.ts';
import { type Product, recommend, type Recommendations } from '../recommendations.ts';

/** What the model takes. */
const maxBasket = 20;
const maxShelf = 60;
/** A shop has room for so many beside a product. */
const maxRelated = 5;

const shelf = find('shelf', HTMLUListElement);
const problem = find('problem', HTMLElement);
const basketList = find('basket', HTMLUListElement);
const basket = new Map<string, Product>();
let picked: Product | undefined;

/** What is popular, and what goes with that: two requests fill the shelf. */
async function start(): Promise<void> {
  const { products } = await recommend([[]]);
  const popular = products.flat();
  const around = await recommend(popular.map(({ code }) => [code]));
  const all = new Map([...popular, ...around.products.flat()].map((product) => [product.code, product]));
  shelf.append(...[...all.values()].slice(0, maxShelf).map((product) => element('li', {}, toCard(product))));
}

function toCard(product: Product): HTMLButtonElement {
  const card = element('button', { class: 'card' }, toTitle(product.name));
  card.append(element('span', { class: 'quiet' }, product.code));
  card.addEventListener('click', () => void attempt(problem, () => pick(product)));
  return card;
}

async function pick(product: Product): Promise<void> {
  picked = product;
  find('product', HTMLElement).hidden = false;
  find('product-title', HTMLElement).textContent = toTitle(product.name);
  find('picks', HTMLElement).scrollTop = 0;
  await show([product.code], { list: 'related', timing: 'related-timing' });
}

async function changeBasket(change: () => void): Promise<void> {
  change();
  const products = [...basket.values()];
  basketList.replaceChildren(...products.map(toBasketItem));
  find('more', HTMLElement).hidden = products.length === 0;
  if (products.length === 0) return;
  const codes = products.slice(-maxBasket).map(({ code }) => code);
  await show(codes, { list: 'basket-related', timing: 'basket-timing' });
}

function toBasketItem(product: Product): HTMLLIElement {
  const remove = element('button', { 'aria-label': `Remove ${toTitle(product.name)}` }, '×');
  remove.addEventListener('click', () => {
    void attempt(problem, () => changeBasket(() => void basket.delete(product.code)));
  });
  return element('li', {}, toTitle(product.name), ' ', remove);
}

/** Asks with some codes, and puts the answer where it belongs. */
async function show(codes: readonly string[], place: { readonly list: string; readonly timing: string }) {
  const answer = await recommend([codes]);
  const products = (answer.products[0] ?? []).slice(0, maxRelated);
  const best = products[0]?.score ?? 1;
  const lines = products.map((product) => element('li', {}, toCard(product), toMeter(product.score / best)));
  find(place.list, HTMLOListElement).replaceChildren(...lines);
  find(place.timing, HTMLElement).textContent = toTimingText(answer);
}

/** How much a product is recommended beside the best one. */
function toMeter(share: number): HTMLMeterElement {
  const value = Math.max(0, share).toFixed(3);
  return element('meter', { value, min: '0', max: '1', title: `${value} of the best one` });
}

function toTimingText({ serverMs, roundTripMs }: Recommendations): string {
  return `Answered in ${roundTripMs.toFixed(1)} ms, ${serverMs.toFixed(1)} ms of it in the app`;
}

/** The shop writes in capitals. */
function toTitle(name: string): string {
  return name.charAt(0) + name.slice(1).toLowerCase();
}

find('add', HTMLButtonElement).addEventListener('click', () => {
  const product = picked;
  if (product === undefined) return;
  void attempt(problem, () => changeBasket(() => void basket.set(product.code, product)));
});
void attempt(problem, start);
