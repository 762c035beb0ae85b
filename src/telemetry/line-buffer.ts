import type { AppendLog } from './append-log.ts';

export interface LineBufferOptions {
  readonly log: AppendLog;
  /** Lines that would make it more are dropped. */
  readonly maxBytes: number;
  readonly flushEveryMs: number;
  /** Of one file, each time. */
  readonly appendTimeoutMs: number;
  readonly onError: (error: unknown) => void;
}

/** Lines on their way to files: taken at once, written some at a time, never waited for. */
export interface LineBuffer {
  /** Whether there was room for them. */
  readonly add: (name: string, lines: readonly string[]) => boolean;
  /** Lines that were written, and that were lost for want of room or of storage. */
  readonly counts: () => { readonly written: number; readonly dropped: number };
  /** Writes what waits; never fails. */
  readonly flush: () => Promise<void>;
}

interface Waiting {
  readonly parts: Buffer[];
  lines: number;
}

export function createLineBuffer(options: LineBufferOptions): LineBuffer {
  const { log, maxBytes, flushEveryMs, appendTimeoutMs, onError } = options;
  let waiting = new Map<string, Waiting>();
  let bytes = 0;
  let written = 0;
  let dropped = 0;
  let flushing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  function add(name: string, lines: readonly string[]): boolean {
    const part = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    if (bytes + part.length > maxBytes) {
      dropped += lines.length;
      return false;
    }
    const file = waiting.get(name) ?? { parts: [], lines: 0 };
    file.parts.push(part);
    file.lines += lines.length;
    waiting.set(name, file);
    bytes += part.length;
    timer ??= setTimeout(() => void flush(), flushEveryMs).unref();
    return true;
  }

  /** What is being written still takes room: storage that is slow must not fill the memory. */
  async function write(name: string, { parts, lines }: Waiting): Promise<void> {
    const whole = Buffer.concat(parts);
    try {
      await log.append(name, whole, AbortSignal.timeout(appendTimeoutMs));
      written += lines;
    } catch (error) {
      dropped += lines;
      onError(error);
    } finally {
      bytes -= whole.length;
    }
  }

  async function writeAll(): Promise<void> {
    const files = waiting;
    waiting = new Map();
    for (const [name, file] of files) await write(name, file);
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    // One after another: parts of a file stay in order.
    flushing = (flushing ?? Promise.resolve()).then(writeAll);
    await flushing;
  }

  return { add, counts: () => ({ written, dropped }), flush };
}
