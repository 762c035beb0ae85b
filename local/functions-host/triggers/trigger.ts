/** Something that starts a function by itself. */
export interface Trigger {
  /** What it waits for, in one line for people. */
  readonly description: string;
  start(): Promise<void>;
  /** Stops waiting, and resolves when what runs has ended. */
  stop(): Promise<void>;
  /** Starts the function once by hand (`POST /admin/functions/{name}`), with the text given as input, if any. */
  run(input: string | undefined): Promise<void>;
}

/** Repeats `work` with `pauseMs` between, until stopped; a fault is reported and does not end the loop. */
export function createLoop(
  pauseMs: number,
  work: (signal: AbortSignal) => Promise<void>,
  report: (line: string) => void,
) {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      stopping.signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });

  const loop = async () => {
    while (!stopping.signal.aborted) {
      await work(stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted) report(error instanceof Error ? error.message : String(error));
      });
      await pause();
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
