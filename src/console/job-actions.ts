import { actionButton } from './action-button.ts';
import { call } from './api.ts';
import { isOver, type ShownJob } from './job.ts';

interface Action {
  /** Of the route, too. */
  readonly name: string;
  readonly text: string;
  readonly isFor: (job: ShownJob) => boolean;
}

const actions: readonly Action[] = [
  { name: 'cancel', text: 'Score no further chunk', isFor: (job) => !isOver(job) },
  {
    name: 'resume',
    text: 'Score what is missing',
    isFor: ({ status }) => status === 'Failed' || status === 'Canceled',
  },
  {
    name: 'retry',
    text: 'Score the chunks with failed records again, and what is missing',
    isFor: (job) => isOver(job) && job.records.failed > 0,
  },
];

/** Buttons of what can be asked of a job as it is now; `run` does what a click asks for. */
export function toJobActions(
  job: ShownJob,
  run: (act: () => Promise<void>) => Promise<void>,
): readonly HTMLElement[] {
  const route = `jobs/${encodeURIComponent(job.id)}`;
  return actions
    .filter(({ isFor }) => isFor(job))
    .map(({ name, text }) =>
      actionButton({ text: toLabel(name), title: text, attributes: { 'data-action': name } }, () =>
        run(async () => {
          await call(`${route}/${name}`, { method: 'POST' });
        }),
      ),
    );
}

function toLabel(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
