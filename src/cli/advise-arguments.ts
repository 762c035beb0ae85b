import { parseArgs } from 'node:util';
import { type Answers, questions } from '../advice/parse-workload.ts';
import { type Story, stories } from '../advice/stories.ts';
import { toUsageError } from './command-error.ts';
import { readMessage } from './thrown.ts';

export interface AdviseArguments {
  /** What was typed behind the options of the questions. */
  readonly answers: Answers;
  readonly model: string | undefined;
  readonly models: string;
  readonly story: Story | undefined;
  readonly formulas: boolean;
  readonly json: boolean;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** Reads the options of `onscore advise`; throws CommandError. */
export function parseAdviseArguments(args: readonly string[]): AdviseArguments {
  const values = new Map(Object.entries(parse(args)));
  const read = (name: string): string | undefined => {
    const value = values.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const answers = questions.flatMap(({ name, option }) => {
    const value = read(option);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    answers: Object.fromEntries(answers),
    model: read('model'),
    models: read('models') ?? 'models',
    story: findStory(read('story')),
    formulas: values.get('formulas') === true,
    json: values.get('json') === true,
  };
}

function parse(args: readonly string[]) {
  const asked = Object.fromEntries(questions.map(({ option }) => [option, text]));
  const options = { ...asked, model: text, models: text, story: text, formulas: flag, json: flag };
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (thrown) {
    const [reason = ''] = readMessage(thrown).split('. ', 1);
    const told = reason.replace(/^[UO]/, (letter) => letter.toLowerCase());
    throw toUsageError(`Cannot read the arguments: ${told}; onscore advise --help tells them`);
  }
}

function findStory(name: string | undefined): Story | undefined {
  const found = stories.find((story) => story.name === name);
  if (name === undefined || found !== undefined) return found;
  const known = stories.map((story) => story.name).join(', ');
  throw toUsageError(`Cannot advise: there is no story ${JSON.stringify(name)}, there is ${known}`);
}
