import { advise as toAdvice } from '../advice/advise.ts';
import { formatAdvice } from '../advice/format-advice.ts';
import {
  AdviceError,
  type Answers,
  listAssumptions,
  parseOccasions,
  parseWorkload,
  questions,
} from '../advice/parse-workload.ts';
import { stories } from '../advice/stories.ts';
import { defaultWorkload, type Workload } from '../advice/workload.ts';
import { parseAdviseArguments } from './advise-arguments.ts';
import type { Command, CommandContext } from './command.ts';
import { toUsageError } from './command-error.ts';
import { measureRecord, type RecordMeasure } from './measure-record.ts';

export const advise: Command = {
  name: 'advise',
  usage: '[--when <occasions>] [--story <name>] [--model <name>]',
  summary: 'Real time or batch? Tells which, with which settings, and what it costs a month',
  options: [
    ...questions.map(({ option, text, hint }) => [`--${option} <answer>`, `${text} ${hint}`] as const),
    ['--model <name>', 'measures a model here, in place of --ms, --single-ms and --mb'],
    ['--models <folder>', 'holds the models; default models'],
    ['--story <name>', `starts from one of ${stories.map(({ name }) => name).join(', ')}`],
    ['--formulas', 'tells how each cost comes about'],
    ['--json', 'prints the advice as JSON'],
  ],
  run: async (args, context) => {
    const { answers, model, models, story, formulas, json } = parseAdviseArguments(args);
    const measured = model === undefined ? undefined : await measureRecord(models, model);
    try {
      const known = { ...(story?.workload ?? defaultWorkload), ...(measured && toMeasured(measured)) };
      const asked =
        story === undefined ? await ask(answers, { context, isMeasured: measured !== undefined }) : answers;
      const workload = parseWorkload(asked, known);
      const assumed = listAssumptions(asked, workload, measured === undefined ? [] : measuredNames);
      const advice = toAdvice(workload);
      if (json) context.print(JSON.stringify({ ...advice, workload, assumed }, undefined, 2));
      else {
        const introduction = [...toIntroduction(measured), ...toAssumed(assumed, story?.name)];
        context.print([...introduction, ...formatAdvice(advice, { formulas })].join('\n'));
      }
      return 0;
    } catch (thrown) {
      throw thrown instanceof AdviceError ? toUsageError(thrown.message) : thrown;
    }
  },
};

const measuredNames: readonly (keyof Workload)[] = ['msPerRecord', 'singleRunMs', 'modelMb'];

function toMeasured({ msPerRecord, singleRunMs, modelMb }: RecordMeasure) {
  return { msPerRecord, singleRunMs, modelMb };
}

function toIntroduction(measured: RecordMeasure | undefined): readonly string[] {
  if (measured === undefined) return [];
  const { singleRunMs, msPerRecord, modelMb } = measured;
  return [
    `Measured on one core here: ${singleRunMs.toPrecision(2)} ms for one record, ${msPerRecord.toPrecision(2)} ms each in batches, ${modelMb.toFixed(2)} MB`,
    '',
  ];
}

function toAssumed(assumed: readonly string[], story: string | undefined): readonly string[] {
  const source = story === undefined ? 'Assumed, for nothing was said of it' : `Of the story ${story}`;
  return assumed.length === 0 ? [] : [`${source}: ${assumed.join(', ')}`, ''];
}

interface Asking {
  readonly context: CommandContext;
  readonly isMeasured: boolean;
}

/** On a terminal, asks what no option has told; elsewhere only `when` must be told. */
async function ask(answers: Answers, { context, isMeasured }: Asking): Promise<Answers> {
  if (context.ask === undefined) {
    if (answers.when !== undefined) return answers;
    throw new AdviceError(
      'Cannot advise: --when is not given, nor --story; onscore advise --help tells them',
    );
  }
  const given = new Map(Object.entries(answers));
  for (const { name, text, hint, isAsked } of questions) {
    const when = given.get('when');
    if (given.has(name) || (when !== undefined && !isAsked(parseOccasions(when)))) continue;
    if (isMeasured && measuredNames.includes(name)) continue;
    const usual = name === 'singleRunMs' ? '' : `; nothing: ${String(defaultWorkload[name])}`;
    const answer = await context.ask(`${text} (${hint}${usual}) `);
    // What else is left open is taken, and told, as assumed.
    given.set(name, name === 'when' && answer === '' ? String(defaultWorkload.when) : answer);
  }
  return Object.fromEntries(given);
}
