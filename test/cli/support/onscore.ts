import { runCommandLine } from '../../../src/cli/run-command-line.ts';

export interface Outcome {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** Runs the command line in this process. */
export async function onscore(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(args, {
    environment,
    print: (line) => out.push(...line.split('\n')),
    printError: (line) => err.push(...line.split('\n')),
  });
  return { code, out, err };
}
