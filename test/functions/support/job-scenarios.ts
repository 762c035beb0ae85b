import type { Answer } from './scripted-job-engine.ts';

const done = { state: 'done' };
const stopped = { state: 'stopped' };
const plan = (chunks: number, lanes: number, more: object = {}) => ({
  state: 'planned',
  chunks,
  lanes,
  maxRetries: 1,
  ...more,
});

interface Given {
  readonly chunk?: number;
  readonly bisect?: boolean;
}

/** Activities that answer alike each time, but for what a scenario says. */
function answers(planned: object, more: Readonly<Record<string, (input: Given) => unknown>> = {}): Answer {
  const all: Readonly<Record<string, (input: Given) => unknown>> = {
    'plan-job': () => planned,
    'score-chunk': () => done,
    'fail-job': () => stopped,
    'finish-job': () => ({ state: 'finished' }),
    ...more,
  };
  return (activity, input) => all[activity]?.(input as Given);
}

function failing(message: string): never {
  throw new Error(message);
}

/** The first call gives this, the later ones that. */
function once<T>(first: () => T, then: () => T): () => T {
  let calls = 0;
  return () => (calls++ === 0 ? first() : then());
}

/** Ways that a job goes, each with the activities that make it go so. */
export const jobScenarios: Readonly<Record<string, () => Answer>> = {
  'a job of 5 chunks': () => answers(plan(5, 2)),
  'a job of three generations': () => answers(plan(120, 1)),
  'a job that was stopped before it was planned': () => answers(stopped),
  'a job whose threshold ends a lane': () =>
    answers(plan(6, 2), { 'score-chunk': ({ chunk }) => (chunk === 3 ? stopped : done) }),
  'a chunk that is tried again': () => {
    const flaky = once(
      () => failing('Cannot read: no storage'),
      () => done,
    );
    return answers(plan(4, 2), { 'score-chunk': ({ chunk }) => (chunk === 2 ? flaky() : done) });
  },
  'a chunk that is bisected': () =>
    answers(plan(4, 2), {
      'score-chunk': ({ chunk, bisect }) =>
        chunk === 2 && bisect !== true ? failing('Cannot score chunk 2: it took too long') : done,
    }),
  'a chunk that fails the job': () =>
    answers(plan(4, 2), { 'score-chunk': ({ chunk }) => (chunk === 2 ? failing('Cannot score it') : done) }),
  'chunks that got lost': () =>
    answers(plan(4, 2), {
      'finish-job': once<object>(
        () => ({ state: 'incomplete', chunks: [2, 3] }),
        () => ({ state: 'finished' }),
      ),
    }),
  'a job that is resumed at its 7th chunk': () => answers(plan(12, 2, { first: 7 })),
};
