/** Adds lines to files that only this process writes to. */
export interface AppendLog {
  /** Makes the file where there is none; fails with a ScoringError. */
  readonly append: (name: string, lines: Uint8Array, signal: AbortSignal) => Promise<void>;
}
