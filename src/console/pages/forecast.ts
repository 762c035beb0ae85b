/** What a job forecasts: history and forecast of a series, or of several together, as one line chart. */
import { callJson } from '../api.ts';
import { attempt } from '../attempt.ts';
import { type Chart, createChart } from '../chart.ts';
import { element, find, table } from '../dom.ts';
import { parseForecast, type ShownForecast } from '../forecast.ts';
import { shownHistory, toForecastChart } from '../forecast-chart.ts';
import { parseJob } from '../job.ts';
import { toFields, toList } from '../read.ts';
import { toCount, toFigure } from '../to-figure.ts';

const problem = find('problem', HTMLElement);
const about = find('about', HTMLElement);
const jobSelect = find('job', HTMLSelectElement);
const choices = find('choices', HTMLElement);
const place = find('chart', HTMLElement);
const note = find('note', HTMLElement);
const figures = find('figures', HTMLElement);

const any = '*';
const maxJobs = 100;
let chart: Chart | undefined;
let newest = 0;

async function start(): Promise<void> {
  const asked = new URLSearchParams(location.search).get('job');
  const jobs = asked === null ? await listForecastJobs() : [asked];
  if (jobs.length === 0) {
    find('none', HTMLElement).hidden = false;
    find('choice', HTMLElement).hidden = true;
    return;
  }
  jobSelect.append(...jobs.map((id) => element('option', { value: id }, id)));
  jobSelect.addEventListener('change', () => void attempt(problem, open));
  await open();
}

async function listForecastJobs(): Promise<readonly string[]> {
  const { jobs } = toFields(await callJson(`jobs?status=Succeeded&limit=${maxJobs}`));
  const all = toList(jobs).map(parseJob);
  return all.filter(({ outputs }) => outputs.forecast !== undefined).map(({ id }) => id);
}

/** The sum of all, and what there is to choose from. */
async function open(): Promise<void> {
  const total = await read(undefined);
  const { by, series } = total;
  const selects = by.map((name, k) => {
    const values = [...new Set(series.map((each) => each[k] ?? ''))].sort(byNumberOrText);
    const options = [any, ...values].map((value) =>
      element('option', { value }, value === any ? 'all' : value),
    );
    return { name, select: element('select', { name }, ...options) };
  });
  const labels = selects.map(({ name, select }) => element('label', {}, `${name} `, element('br'), select));
  choices.replaceChildren(...labels);
  const choose = async (): Promise<void> => {
    const parts = selects.map(({ select }) => select.value);
    const names = selects.map(({ name, select }) => (select.value === any ? '' : `${name} ${select.value}`));
    const turn = ++newest;
    const shown = await read(parts.every((part) => part === any) ? undefined : parts.join('/'));
    if (turn === newest) show(shown, names.filter((name) => name !== '').join(', '));
  };
  for (const { select } of selects) select.addEventListener('change', () => void attempt(problem, choose));
  show(total, '');
}

function byNumberOrText(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

async function read(key: string | undefined): Promise<ShownForecast> {
  const query = key === undefined ? '' : `?key=${encodeURIComponent(key)}`;
  return parseForecast(await callJson(`jobs/${encodeURIComponent(jobSelect.value)}/forecast${query}`));
}

function show(shown: ShownForecast, chosen: string): void {
  const title = `${shown.target}, ${chosen === '' ? 'all together' : chosen}`;
  const data = toForecastChart(shown, title);
  if (chart === undefined) chart = createChart(place, data);
  else chart.show(data);
  // For whoever looks at the page from the browser's console.
  Object.assign(globalThis, { forecastChart: chart, forecastShown: shown });
  about.textContent = `Model ${shown.model}, ${toCount(shown.series.length)} series.`;
  note.textContent = [...noteHistory(shown), ...noteSum(shown)].join(' ');
  showFigures(shown);
}

function noteHistory({ history, time }: ShownForecast): readonly string[] {
  const { length } = history.times;
  return length > shownHistory ? [`The last ${shownHistory} of ${toCount(length)} values of ${time}.`] : [];
}

/** Bounds do not add up, and neither do forecasts that are medians. */
function noteSum({ summed, band }: ShownForecast): readonly string[] {
  if (summed === 1) return [];
  const sum = `The sum of ${toCount(summed)} series: where each forecast is a median, expect more of the sum`;
  return [band === undefined ? `${sum}.` : `${sum}; its band is the sum of theirs, wider than it need be.`];
}

function showFigures({ time, forecast, band }: ShownForecast): void {
  const bounds = band === undefined ? [] : [band.lower, band.upper];
  const head = [time, 'forecast', ...(band === undefined ? [] : ['lower', 'upper'])];
  const rows = forecast.times.map((at, k) => [
    at,
    ...[forecast.values, ...bounds].map((values) => toFigure(values[k] ?? 0)),
  ]);
  figures.replaceChildren(table(head, rows, { numbers: head.slice(1) }));
}

void attempt(problem, start);
