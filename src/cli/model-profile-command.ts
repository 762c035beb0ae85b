import type { Command } from './command.ts';
import { toUsageError } from './command-error.ts';
import { parseFileArguments } from './parse-arguments.ts';
import { profileModel, type WrittenProfile } from './profile-model.ts';

const command = {
  name: 'model profile',
  usage: '<table.csv> --name <name>',
  summary:
    'Notes how the table is distributed that a model was trained on: what the drift of jobs is told from',
  options: [
    ['--name <name>', 'the model'],
    ['--version <version>', 'its version; the one that answers where not given'],
    ['--models <folder>', 'where the models are: MODELS_DIR, or "models", where not given'],
  ],
} as const;

export const modelProfile: Command = {
  ...command,
  run: async (args, { print, environment }) => {
    const { file, values } = parseFileArguments(command, args, {
      name: { type: 'string' },
      version: { type: 'string' },
      models: { type: 'string' },
    });
    const { name, version, models } = values;
    if (name === undefined) throw toUsageError('Cannot profile a model: --name is not given');
    const directory = models ?? environment.MODELS_DIR ?? 'models';
    print(describeProfile(await profileModel({ table: file, name, version, directory }), name));
    return 0;
  },
};

export function describeProfile({ file, version, profile, refused }: WrittenProfile, name: string): string {
  const { inputs, predictions, records } = profile;
  const left = refused === 0 ? '' : `, ${refused} refused`;
  return `Profiled version "${version}" of "${name}": ${inputs.length} inputs and ${predictions.length} predictions of ${records} records${left}: ${file}`;
}
