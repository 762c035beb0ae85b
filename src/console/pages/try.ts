/** A record in, a prediction out, for every model that there is. */
import { callJson } from '../api.ts';
import { attempt } from '../attempt.ts';
import { element, find, table } from '../dom.ts';
import { loadExamples } from '../examples.ts';
import { listModels } from '../models.ts';
import { type TimedPredictions, predict } from '../predict.ts';
import { toText } from '../to-text.ts';

const select = find('model', HTMLSelectElement);
const record = find('record', HTMLTextAreaElement);
const timing = find('timing', HTMLElement);
const problem = find('problem', HTMLElement);
const place = find('predictions', HTMLElement);

async function start(): Promise<void> {
  const [models, description] = await Promise.all([listModels(), callJson('openapi.json')]);
  const examples = loadExamples(description);
  select.append(...models.map((name) => element('option', { value: name }, name)));
  const fill = (): void => {
    record.value = JSON.stringify(examples[select.value] ?? {}, undefined, 2);
    place.replaceChildren();
    timing.textContent = '';
  };
  select.addEventListener('change', fill);
  fill();
}

async function score(): Promise<void> {
  const records: unknown = JSON.parse(record.value);
  show(await predict(select.value, records));
}

function show({ predictions, serverMs, roundTripMs }: TimedPredictions): void {
  const names = [...new Set(predictions.flatMap((prediction) => Object.keys(prediction)))];
  const rows = predictions.map((prediction) => names.map((name) => toText(prediction[name])));
  place.replaceChildren(table(names, rows));
  timing.textContent = `${serverMs.toFixed(1)} ms in the app, ${roundTripMs.toFixed(0)} ms to this page and back`;
}

find('try', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  void attempt(problem, score);
});
void attempt(problem, start);
