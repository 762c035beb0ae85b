import type { HostSettings } from '../host-settings.ts';
import type { HostState } from '../host-state.ts';
import type { FunctionMetadata, Invoker } from '../invoker.ts';

/** Something that starts a function by itself. */
export interface Trigger {
  /** What it waits for, in one line for people. */
  readonly description: string;
  start(): void;
  /** Stops waiting, and resolves when what runs has ended. */
  stop(): Promise<void>;
  /** Starts the function once by hand (`POST /admin/functions/{name}`), with the text given as input, if any. */
  run(input: string | undefined): Promise<void>;
}

export interface TriggerOptions {
  readonly metadata: FunctionMetadata;
  readonly invoker: Invoker;
  readonly state: HostState;
  readonly settings: HostSettings;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly report: (line: string) => void;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Repeats `work` until stopped; it gives the pause after it in ms. A fault is reported, followed by `pauseMs`, and
 * does not end the loop.
 */
export function createLoop(
  pauseMs: number,
  work: (signal: AbortSignal) => Promise<number>,
  report: (line: string) => void,
) {
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  let running: Promise<void> | undefined;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        stopping.signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      stopping.signal.addEventListener('abort', end);
    });

  const loop = async () => {
    while (!isStopping()) {
      const wait = await work(stopping.signal).catch((error: unknown) => {
        if (!isStopping()) report(messageOf(error));
        return pauseMs;
      });
      if (!isStopping()) await pause(wait);
    }
  };

  return {
    start: () => void (running ??= loop()),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
