/** The jobs, the newest first, as they go on. */
import { callJson } from '../api.ts';
import { attempt } from '../attempt.ts';
import { element, find, table } from '../dom.ts';
import { parseJob, type ShownJob, statusClass, toReason } from '../job.ts';
import { listModels } from '../models.ts';
import { toFields, toList } from '../read.ts';
import { toCount, toMoment } from '../to-figure.ts';

const statuses = ['Queued', 'Planning', 'Running', 'Finishing', 'Succeeded', 'Failed', 'Canceled'];
const refreshMs = 3_000;

const model = find('model', HTMLSelectElement);
const status = find('status', HTMLSelectElement);
const problem = find('problem', HTMLElement);
const place = find('jobs', HTMLElement);
const more = find('more', HTMLButtonElement);

interface JobPage {
  readonly jobs: readonly ShownJob[];
  readonly next: string | undefined;
}

let older: readonly ShownJob[] = [];
let next: string | undefined;

async function readPage(from?: string): Promise<JobPage> {
  const query = new URLSearchParams({ limit: '25' });
  if (model.value !== '') query.set('model', model.value);
  if (status.value !== '') query.set('status', status.value);
  if (from !== undefined) query.set('next', from);
  const answer = toFields(await callJson(`jobs?${query.toString()}`));
  const jobs = toList(answer.jobs).map(parseJob);
  return { jobs, next: typeof answer.next === 'string' ? answer.next : undefined };
}

async function refresh(): Promise<void> {
  const page = await readPage();
  if (older.length === 0) next = page.next;
  const ids = new Set(page.jobs.map(({ id }) => id));
  show([...page.jobs, ...older.filter(({ id }) => !ids.has(id))]);
}

function show(jobs: readonly ShownJob[]): void {
  more.hidden = next === undefined;
  const head = ['Job', 'Model', 'Input', 'Status', 'Records', 'Failed', 'Begun'];
  const rows = jobs.map((job) => [
    element('a', { href: `job?id=${encodeURIComponent(job.id)}` }, job.id),
    job.model,
    element('span', { class: 'input', title: job.input }, toFileName(job.input)),
    toStatus(job),
    toCount(job.records.total),
    toCount(job.records.failed),
    toMoment(job.createdAt),
  ]);
  const none = element('p', { class: 'quiet' }, 'There is no job.');
  place.replaceChildren(jobs.length === 0 ? none : table(head, rows, { numbers: ['Records', 'Failed'] }));
}

/** The last part of a path; of a folder its own name. */
function toFileName(path: string): string {
  return /[^/]+\/?$/.exec(path)?.[0] ?? path;
}

function toStatus(job: ShownJob): HTMLElement {
  const status = element('span', { class: statusClass(job) }, job.status);
  const reason = toReason(job);
  return element(
    'div',
    {},
    status,
    ...(reason === '' ? [] : [element('div', { class: 'reason', title: reason }, reason)]),
  );
}

async function readOlder(): Promise<void> {
  if (next === undefined) return;
  const page = await readPage(next);
  older = [...older, ...page.jobs];
  next = page.next;
  await refresh();
}

async function start(): Promise<void> {
  const models = await listModels();
  model.append(...models.map((name) => element('option', { value: name }, name)));
  status.append(...statuses.map((name) => element('option', { value: name }, name)));
  await refresh();
}

for (const select of [model, status]) {
  select.addEventListener('change', () => {
    older = [];
    void attempt(problem, refresh);
  });
}
more.addEventListener('click', () => void attempt(problem, readOlder));
setInterval(() => {
  if (!document.hidden) void attempt(problem, refresh);
}, refreshMs);
void attempt(problem, start);
