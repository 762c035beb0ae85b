/** Real time or batch, with which settings and at what cost: the answers in, the advice out, all in the page. */
import { type Advice, advise } from '../../advice/advise.ts';
import type { CostOption } from '../../advice/cost-option.ts';
import { listOccasions } from '../../advice/decide.ts';
import { listAssumptions, parseWorkload } from '../../advice/parse-workload.ts';
import { stories } from '../../advice/stories.ts';
import { toMoney } from '../../advice/to-words.ts';
import { createAdvisorForm } from '../advisor-form.ts';
import { callJson } from '../api.ts';
import { attempt } from '../attempt.ts';
import { element, find, table } from '../dom.ts';
import { listModels } from '../models.ts';
import { toFields } from '../read.ts';

const form = createAdvisorForm();
const story = find('story', HTMLSelectElement);
const model = find('model', HTMLSelectElement);
const problem = find('problem', HTMLElement);
const place = find('advice', HTMLElement);

function start(): void {
  const options = stories.map(({ name, text }) => element('option', { value: name }, `${name}: ${text}`));
  story.append(...options);
  startFromStory();
}

function startFromStory(): void {
  const chosen = stories.find(({ name }) => name === story.value);
  if (chosen !== undefined) form.fill(chosen.workload);
  model.value = '';
  show();
}

function show(): void {
  void attempt(problem, () => {
    place.hidden = true;
    const answers = form.read();
    const workload = parseWorkload(answers);
    form.fit(listOccasions(workload));
    showAdvice(advise(workload));
    showAssumed(listAssumptions(answers, workload));
    place.hidden = false;
    return Promise.resolve();
  });
}

function showAdvice({ kind, reasons, settings, options, plan, currency, region, pricedAt }: Advice): void {
  find('kind', HTMLElement).textContent = kind;
  find('reasons', HTMLElement).replaceChildren(...reasons.map((reason) => element('li', {}, reason)));
  const rows = settings.map(({ place: where, name, value, why }) => [where, name, value, why]);
  find('settings', HTMLElement).replaceChildren(table(['where', 'setting', 'value', 'why'], rows));
  find('prices', HTMLElement).textContent =
    `List prices in ${currency}, ${region}, gone over ${pricedAt}; without free grants, logs and what is kept in storage.`;
  const costs = options.map((option) => toCostRow(option, option === plan));
  const head = ['way to run it', 'start-up', 'a month', ''];
  find('costs', HTMLElement).replaceChildren(table(head, costs, { numbers: ['a month'] }));
  find('formulas', HTMLElement).replaceChildren(...options.flatMap(toFormulas));
}

/** What was left empty. */
function showAssumed(assumed: readonly string[]): void {
  if (assumed.length === 0) return;
  const text = `Assumed, for nothing was said of it: ${assumed.join(', ')}`;
  find('reasons', HTMLElement).append(element('li', { class: 'quiet' }, text));
}

function toCostRow({ name, startUp, total, unfit }: CostOption, isAdvised: boolean) {
  const verdict =
    unfit === undefined
      ? element('span', isAdvised ? { class: 'good' } : {}, isAdvised ? 'advised' : 'would do')
      : element('span', { class: 'quiet' }, `no: ${unfit}`);
  return [name, startUp, toMoney(total), verdict];
}

function toFormulas({ name, lines }: CostOption): readonly HTMLElement[] {
  const rows = lines.map(({ what, formula, usd }) => [what, formula, toMoney(usd)]);
  return [element('h3', {}, name), table(['for', 'formula', 'a month'], rows, { numbers: ['a month'] })];
}

async function offerModels(): Promise<void> {
  const names = await listModels();
  model.append(...names.map((name) => element('option', { value: name }, name)));
}

/** Milliseconds of a record as the app itself has measured them. */
async function takeModel(): Promise<void> {
  if (model.value === '') return;
  const { scoring } = toFields(await callJson(`models/${encodeURIComponent(model.value)}`));
  const { recordMs, singleRunMs } = toFields(scoring);
  if (typeof recordMs !== 'number' || typeof singleRunMs !== 'number')
    throw new Error(`The app has not measured "${model.value}": say what it takes`);
  form.set('msPerRecord', String(Number(recordMs.toPrecision(2))));
  form.set('singleRunMs', String(Number(singleRunMs.toPrecision(2))));
  show();
}

story.addEventListener('change', startFromStory);
model.addEventListener('change', () => void attempt(problem, takeModel));
find('advisor', HTMLFormElement).addEventListener('input', (event) => {
  if (event.target !== story && event.target !== model) show();
});
find('advisor', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());
start();
void attempt(problem, offerModels);
