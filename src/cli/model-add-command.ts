import path from 'node:path';
import { localAddress } from './app-address.ts';
import { addModel, type AddedModel } from './add-model.ts';
import type { Command } from './command.ts';
import { toUsageError } from './command-error.ts';
import { describeProfile } from './model-profile-command.ts';
import { parseFileArguments } from './parse-arguments.ts';
import { profileModel } from './profile-model.ts';
import { parseRecordOption } from './sample-record.ts';
import { quoteForShell } from './quote-for-shell.ts';

const command = {
  name: 'model add',
  usage: '<file.onnx> --name <name>',
  summary: 'Adds an ONNX file as a model, or as a new version of one, once it has scored a record',
  options: [
    ['--name <name>', 'the model: lower-case letters, digits, ".", "_" and "-"'],
    ['--version <version>', 'its version; the next whole number where not given'],
    ['--key <column>', 'the column that identifies a record'],
    ['--columns <a,b,c>', 'names the columns of an input that takes several'],
    ['--record <json>', 'the record to try it on, where a made-up one will not do'],
    ['--profile <table.csv>', 'the table that it was trained on: what the drift of jobs is told from'],
    ['--production', 'lets this version answer from now on; the first does anyway'],
    ['--models <folder>', 'where the models are: MODELS_DIR, or "models", where not given'],
  ],
} as const;

export const modelAdd: Command = {
  ...command,
  run: async (args, { print, environment }) => {
    const { file, values } = parseFileArguments(command, args, {
      name: { type: 'string' },
      version: { type: 'string' },
      key: { type: 'string' },
      columns: { type: 'string' },
      record: { type: 'string' },
      profile: { type: 'string' },
      production: { type: 'boolean' },
      models: { type: 'string' },
    });
    const { name, version, key, models, production = false } = values;
    if (name === undefined) throw toUsageError('Cannot add a model: --name is not given');
    const directory = models ?? environment.MODELS_DIR ?? 'models';
    const added = await addModel({
      file,
      name,
      version,
      key,
      production,
      columns: values.columns?.split(',').map((column) => column.trim()),
      record: values.record === undefined ? undefined : parseRecordOption(values.record),
      directory,
    });
    const url = environment.ONSCORE_REALTIME_URL ?? environment.ONSCORE_URL ?? localAddress;
    for (const line of describeAdded(added, url)) print(line);
    if (values.profile !== undefined) {
      const { version: addedVersion } = added;
      const profiled = { table: values.profile, name, version: addedVersion, directory };
      print(describeProfile(await profileModel(profiled), name));
    }
    return 0;
  },
};

function describeAdded(added: AddedModel, url: string): readonly string[] {
  const { name, version, production, notes, record, prediction, runMs } = added;
  const route = production === version ? name : `${name}/versions/${version}`;
  const body = quoteForShell(JSON.stringify(record));
  return [
    ...notes,
    `Tried it: ${JSON.stringify(prediction)} in ${runMs.toFixed(1)} ms`,
    `Added version "${version}" of "${name}": ${path.join(added.folder, version, 'model.onnx')}`,
    ...(production === version ? [] : [`Version "${production}" still answers: --production moves it`]),
    'Try it, once npm start is ready:',
    `  curl -s ${url}/models/${route}/predict -H 'content-type: application/json' -d ${body}`,
  ];
}
