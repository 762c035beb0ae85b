/** One job: how far it is while it runs, its report once it is over. */
import { ApiError, callJson } from '../api.ts';
import { attempt } from '../attempt.ts';
import { element, find } from '../dom.ts';
import { isOver, parseJob, type ShownJob, statusClass, toReason, toWord } from '../job.ts';
import { toJobActions } from '../job-actions.ts';
import { toOutputLinks } from '../output-links.ts';
import { describeReport } from '../report/describe-report.ts';
import { toFields } from '../read.ts';
import { toCount, toDuration, toFigure } from '../to-figure.ts';

const refreshMs = 1_000;

const problem = find('problem', HTMLElement);
const place = find('job', HTMLElement);
const reportPlace = find('report', HTMLElement);
const id = new URLSearchParams(location.search).get('id') ?? '';
const route = `jobs/${encodeURIComponent(id)}`;
let newest = 0;

/** Looks at the job until it is over; a later call takes the place of an earlier one. */
async function follow(turn = ++newest): Promise<void> {
  const job = parseJob(await callJson(route));
  if (turn !== newest) return;
  show(job);
  if (isOver(job)) return showReport(job);
  reportPlace.replaceChildren();
  setTimeout(() => {
    if (turn === newest) void attempt(problem, () => follow(turn));
  }, refreshMs);
}

/** After what was asked for the job may run again. */
function run(act: () => Promise<void>): Promise<void> {
  return attempt(problem, async () => {
    await act();
    await follow();
  });
}

function show(job: ShownJob): void {
  const { records, chunks } = job;
  const done = records.succeeded + records.failed;
  const bar = element('progress', { max: String(Math.max(1, records.total)), value: String(done) });
  bar.setAttribute('aria-label', 'Records scored');
  const counts = `${toCount(done)} of ${toCount(records.total)} records, ${toCount(records.failed)} failed, ${toCount(chunks.done)} of ${toCount(chunks.total)} chunks`;
  const left = job.etaSeconds === undefined ? '' : `, ${toDuration(job.etaSeconds)} left`;
  const pace = job.recordsPerSecond > 0 ? `, ${toFigure(job.recordsPerSecond)} records a second${left}` : '';
  const cost = job.cost === '' ? '' : `, ${job.cost}${isOver(job) ? '' : ' so far'}`;
  place.replaceChildren(
    element(
      'p',
      {},
      element('strong', { class: statusClass(job), id: 'status' }, job.status),
      ` ${job.model} version ${job.version}, ${job.input}`,
    ),
    ...(isOver(job) ? [] : [bar]),
    element('p', { class: 'quiet' }, counts + pace + cost),
    ...(toReason(job) === '' ? [] : [element('p', { class: 'bad', id: 'reason' }, toReason(job))]),
    ...job.warnings.map((warning) => element('p', { class: 'warning' }, warning)),
    element('div', { class: 'row', id: 'outputs' }, ...toOutputLinks(job, problem)),
    element('div', { class: 'row', id: 'actions' }, ...toJobActions(job, run)),
  );
}

async function showReport(job: ShownJob): Promise<void> {
  if (toWord(job.outputs.report) === '') return;
  try {
    const report = toFields(await callJson(`${route}/report`));
    reportPlace.replaceChildren(...describeReport(report, job.id));
  } catch (thrown) {
    if (!(thrown instanceof ApiError && thrown.status === 404)) throw thrown;
    reportPlace.replaceChildren(element('p', { class: 'quiet' }, 'There is no report of this job.'));
  }
}

function start(): void {
  if (id === '') {
    const jobs = element('a', { href: 'jobs' }, 'the jobs');
    place.replaceChildren(element('p', {}, 'The address names no job: pick one of ', jobs, '.'));
    return;
  }
  document.title = `Job ${id} - Onscore`;
  const heading = document.querySelector('h1');
  if (heading !== null) heading.textContent = `Job ${id}`;
  void attempt(problem, () => follow());
}

start();
