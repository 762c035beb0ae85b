import { listOccasions } from './decide.ts';
import { toDuration } from './to-words.ts';
import { defaultWorkload, type Occasion, occasions, type Workload } from './workload.ts';

/** An answer that is no answer to its question, for the one who gave it. */
export class AdviceError extends Error {
  override readonly name = 'AdviceError';
}

/** A question, the name of its field and option, and how its answer is written. */
export interface Question {
  readonly name: keyof Workload;
  /** On the command line, behind `--`. */
  readonly option: string;
  readonly text: string;
  readonly hint: string;
  /** Whether it is worth asking, once it is known what makes predictions due. */
  readonly isAsked: (when: readonly Occasion[]) => boolean;
}

const always = (): boolean => true;
const isAnswered = (when: readonly Occasion[]): boolean =>
  when.some((one) => one === 'request' || one === 'event');
const isRun = (when: readonly Occasion[]): boolean =>
  when.some((one) => one !== 'request' && one !== 'event');

/** In the order in which they are asked. */
export const questions: readonly Question[] = [
  {
    name: 'when',
    option: 'when',
    text: 'How often are predictions to be made?',
    hint: `any of ${occasions.join(', ')}; several with commas`,
    isAsked: always,
  },
  {
    name: 'withinSeconds',
    option: 'within',
    text: 'How soon is the answer to a request or event needed?',
    hint: 'e.g. 100ms, 2s, 15min, 4h, 1d',
    isAsked: isAnswered,
  },
  {
    name: 'atOnce',
    option: 'at-once',
    text: 'One or many at a time: how many records does a request have?',
    hint: '1 is one at a time',
    isAsked: isAnswered,
  },
  {
    name: 'perMonth',
    option: 'per-month',
    text: 'How many requests or events come in a month?',
    hint: 'e.g. 20000, 500k, 3M',
    isAsked: isAnswered,
  },
  {
    name: 'records',
    option: 'records',
    text: 'How many records does a file have, or a scheduled run?',
    hint: 'e.g. 7043, 500k, 3M',
    isAsked: isRun,
  },
  {
    name: 'filesPerMonth',
    option: 'files-per-month',
    text: 'How many files come in a month?',
    hint: 'e.g. 30',
    isAsked: (when) => when.includes('file'),
  },
  {
    name: 'runWithinSeconds',
    option: 'run-within',
    text: 'How soon must a file or a scheduled run be done?',
    hint: 'e.g. 15min, 4h, 1d',
    isAsked: isRun,
  },
  {
    name: 'msPerRecord',
    option: 'ms',
    text: 'How many milliseconds of compute does the model take for a record of a batch?',
    hint: 'e.g. 0.05, 1, 200',
    isAsked: always,
  },
  {
    name: 'singleRunMs',
    option: 'single-ms',
    text: 'How many milliseconds does it take for one record alone?',
    hint: 'e.g. 0.3, 1, 200; as in a batch where nothing is said',
    isAsked: isAnswered,
  },
  {
    name: 'modelMb',
    option: 'mb',
    text: 'How many megabytes does the ONNX file have?',
    hint: 'e.g. 0.1, 50',
    isAsked: always,
  },
];

export type Answers = Readonly<Partial<Record<keyof Workload, string>>>;

/** Reads the answers; a question that has none takes what `known` says. Throws AdviceError. */
export function parseWorkload(answers: Answers, known: Workload = defaultWorkload): Workload {
  const read = (name: keyof Workload, parse: (text: string) => number | undefined): number | undefined => {
    const text = answers[name]?.trim();
    if (text === undefined || text === '') return undefined;
    const value = parse(text);
    if (value === undefined) throw toProblem(name, text);
    return value;
  };
  const msPerRecord = read('msPerRecord', parsePositive);
  return {
    when: answers.when === undefined ? known.when : parseOccasions(answers.when),
    withinSeconds: read('withinSeconds', parseDuration) ?? known.withinSeconds,
    runWithinSeconds: read('runWithinSeconds', parseDuration) ?? known.runWithinSeconds,
    perMonth: read('perMonth', parseCount) ?? known.perMonth,
    atOnce: read('atOnce', parseCount) ?? known.atOnce,
    records: read('records', parseCount) ?? known.records,
    filesPerMonth: read('filesPerMonth', parseCount) ?? known.filesPerMonth,
    msPerRecord: msPerRecord ?? known.msPerRecord,
    singleRunMs: read('singleRunMs', parsePositive) ?? msPerRecord ?? known.singleRunMs,
    modelMb: read('modelMb', parsePositive) ?? known.modelMb,
  };
}

/** What was not answered and is taken as known, as the options that would say it; what `told` names is no assumption. */
export function listAssumptions(
  answers: Answers,
  workload: Workload,
  told: readonly (keyof Workload)[] = [],
): readonly string[] {
  const due = listOccasions(workload);
  return questions
    .filter(({ name, isAsked }) => isAsked(due) && !told.includes(name))
    .filter(({ name }) => (answers[name]?.trim() ?? '') === '')
    .map(({ name, option }) => `--${option} ${toAnswer(workload, name).replace(' ', '')}`);
}

/** A value as one would type it. */
export function toAnswer(workload: Workload, name: keyof Workload): string {
  const isDuration = name === 'withinSeconds' || name === 'runWithinSeconds';
  return isDuration ? toDuration(workload[name]) : String(workload[name]);
}

function toProblem(name: keyof Workload, text: string): AdviceError {
  const { option = name, hint = '' } = questions.find((question) => question.name === name) ?? {};
  return new AdviceError(`Cannot advise: "${option}" is ${JSON.stringify(text)}, expected ${hint}`);
}

export function parseOccasions(text: string): readonly Occasion[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const found = words.flatMap((word) => occasions.filter((occasion) => occasion === word));
  if (found.length === 0 || found.length < words.length) throw toProblem('when', text);
  return [...new Set(found)];
}

const seconds: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  min: 60,
  h: 3600,
  d: 86_400,
  days: 86_400,
};

/** `100ms`, `2 s`, `15min`, `4h`, `1d`, `2 days` in seconds; a number alone is seconds. */
export function parseDuration(text: string): number | undefined {
  const [, digits = '', unit = ''] = /^([\d.]+)\s*(ms|s|min|h|d|days)?$/.exec(text) ?? [];
  const value = parsePositive(digits);
  return value === undefined ? undefined : value * (seconds[unit === '' ? 's' : unit] ?? 1);
}

const factors: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9 };

/** `20000`, `20,000`, `500k`, `3M`: a whole number, 1 at least. */
export function parseCount(text: string): number | undefined {
  const [, digits = '', unit = ''] = /^(\d[\d,.]*)\s*([kMG])?$/.exec(text) ?? [];
  const value = Number(digits.replaceAll(',', '')) * (factors[unit] ?? 1);
  return digits !== '' && Number.isSafeInteger(value) && value >= 1 ? value : undefined;
}

function parsePositive(text: string): number | undefined {
  const value = Number(text);
  return text !== '' && Number.isFinite(value) && value > 0 ? value : undefined;
}
