/** What a command works with. */
export interface CommandContext {
  readonly print: (line: string) => void;
  /** Asks and gives what was typed; only where someone sits at a terminal. */
  readonly ask?: (question: string) => Promise<string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** One command of the command line. */
export interface Command {
  /** As it is typed, e.g. `model check`. */
  readonly name: string;
  /** What is typed behind it. */
  readonly usage: string;
  readonly summary: string;
  /** A line an option. */
  readonly options: readonly (readonly [option: string, meaning: string])[];
  /** Gives the exit code; throws CommandError or ScoringError where it cannot be done. */
  readonly run: (args: readonly string[], context: CommandContext) => Promise<number>;
}
