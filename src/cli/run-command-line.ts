import { ScoringError } from '../scoring/scoring-error.ts';
import { advise } from './advise-command.ts';
import type { Command, CommandContext } from './command.ts';
import { CommandError, toUsageError } from './command-error.ts';
import { toCommandHelp, toHelp } from './help.ts';
import { modelAdd } from './model-add-command.ts';
import { modelCheck } from './model-check-command.ts';
import { modelProfile } from './model-profile-command.ts';
import { simulate } from './simulate-command.ts';
import { verify } from './verify-command.ts';

const commands: readonly Command[] = [modelCheck, modelAdd, modelProfile, verify, advise, simulate];

export interface CommandLine extends CommandContext {
  /** For errors. */
  readonly printError: (line: string) => void;
}

/** Runs what was typed behind `onscore` and gives the exit code; never throws. */
export async function runCommandLine(args: readonly string[], line: CommandLine): Promise<number> {
  try {
    return await runCommand(args, line);
  } catch (thrown) {
    const isExpected = thrown instanceof CommandError || thrown instanceof ScoringError;
    line.printError(isExpected ? thrown.message : toStack(thrown));
    return thrown instanceof CommandError ? thrown.exitCode : 1;
  }
}

async function runCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const command = commands.find(({ name }) => name === args.slice(0, name.split(' ').length).join(' '));
  const wantsHelp = args.length === 0 || args.includes('--help') || args.includes('-h');
  if (command === undefined && !wantsHelp) throw toUnknownCommand(args);
  if (command !== undefined && !wantsHelp) {
    return command.run(args.slice(command.name.split(' ').length), context);
  }
  context.print(command === undefined ? toHelp(commands) : toCommandHelp(command).join('\n'));
  return args.length === 0 ? 2 : 0;
}

function toUnknownCommand(args: readonly string[]): CommandError {
  const typed = JSON.stringify(args.slice(0, 2).join(' '));
  const known = commands.map(({ name }) => `"${name}"`).join(', ');
  return toUsageError(`Cannot run ${typed}: there is ${known}; onscore --help tells more`);
}

function toStack(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
