import { type Answers, type Question, questions, toAnswer } from '../advice/parse-workload.ts';
import { type Occasion, occasions, type Workload } from '../advice/workload.ts';
import { element, find } from './dom.ts';

/** What the boxes say, in words. */
const occasionTexts: Readonly<Record<Occasion, string>> = {
  request: 'when someone asks',
  event: 'at each event',
  file: 'when a file comes',
  hour: 'every hour',
  day: 'every day',
  week: 'every week',
  month: 'every month',
  quarter: 'every quarter',
};

export interface AdvisorForm {
  readonly read: () => Answers;
  readonly fill: (workload: Workload) => void;
  /** Changes one answer. */
  readonly set: (name: keyof Workload, value: string) => void;
  /** Shows the questions that matter for what makes predictions due, and hides the others. */
  readonly fit: (due: readonly Occasion[]) => void;
}

/** The questions as fields of the page, in its own places. */
export function createAdvisorForm(): AdvisorForm {
  const boxes = occasions.map(createBox);
  find('when', HTMLFieldSetElement).append(...boxes.map(({ label }) => label));
  const fields = questions.filter(({ name }) => name !== 'when').map(createField);
  find('questions', HTMLElement).append(...fields.map(({ label }) => label));
  const readWhen = (): readonly Occasion[] =>
    boxes.flatMap(({ occasion, input }) => (input.checked ? [occasion] : []));
  const set = (name: keyof Workload, value: string): void => {
    for (const { question, input } of fields) if (question.name === name) input.value = value;
  };
  return {
    read: () => ({
      when: readWhen().join(','),
      ...Object.fromEntries(fields.map(({ question, input }) => [question.name, input.value])),
    }),
    fill: (workload) => {
      for (const { occasion, input } of boxes) input.checked = workload.when.includes(occasion);
      for (const { question } of fields) set(question.name, toAnswer(workload, question.name));
    },
    set,
    fit: (due) => {
      for (const { question, label } of fields) label.hidden = !question.isAsked(due);
    },
  };
}

function createBox(occasion: Occasion) {
  const input = element('input', { type: 'checkbox', value: occasion });
  return { occasion, input, label: element('label', { class: 'box' }, input, ` ${occasionTexts[occasion]}`) };
}

function createField(question: Question) {
  const input = element('input', { name: question.name, autocomplete: 'off', spellcheck: 'false' });
  const hint = element('span', { class: 'hint' }, question.hint);
  return { question, input, label: element('label', {}, question.text, element('br'), input, hint) };
}
