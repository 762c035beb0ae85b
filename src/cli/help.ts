import type { Command } from './command.ts';

const width = 30;

/** All commands with their options. */
export function toHelp(commands: readonly Command[]): string {
  return [
    'Scores ONNX models on Azure Functions, and on this machine.',
    '',
    ...commands.flatMap((command) => [...toCommandHelp(command), '']),
    'Exit codes: 0 done, 1 it could not be done or the model does not fit, 2 the command was not understood.',
  ].join('\n');
}

export function toCommandHelp({ name, usage, summary, options }: Command): readonly string[] {
  return [
    `onscore ${name} ${usage}`,
    `  ${summary}`,
    ...options.map(([option, meaning]) => `    ${option.padEnd(width)}${meaning}`),
  ];
}
