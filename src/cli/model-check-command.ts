import path from 'node:path';
import { checkModel } from '../scoring/repository/model-check.ts';
import type { Command } from './command.ts';
import { formatReport } from './format-report.ts';
import { parseFileArguments } from './parse-arguments.ts';
import { readModelFile } from './read-model-file.ts';

const command = {
  name: 'model check',
  usage: '<file.onnx>',
  summary: 'Says whether an ONNX file can be scored with, and what to do where it cannot',
  options: [],
} as const;

export const modelCheck: Command = {
  ...command,
  run: async (args, { print }) => {
    const { file } = parseFileArguments(command, args, {});
    const report = checkModel(await readModelFile(file), { name: path.basename(file) });
    for (const line of formatReport(report)) print(line);
    return report.fits ? 0 : 1;
  },
};
