import type { HostState } from '../host-state.ts';
import type { FoundBlob } from './blob-scan.ts';
import { messageOf } from './trigger.ts';

export interface BlobAttemptsOptions {
  readonly functionName: string;
  readonly state: HostState;
  readonly maxTries: number;
  /** Runs the function; false where the blob is gone. */
  readonly invoke: (blob: FoundBlob) => Promise<boolean>;
  /** Told of a blob that has had its last try. */
  readonly poison: (blob: FoundBlob) => Promise<void>;
  readonly report: (line: string) => void;
}

/** Tries a blob until it is done or has failed too often, and remembers how far it came. */
export function createBlobAttempts(options: BlobAttemptsOptions) {
  const { functionName, state, maxTries, invoke, poison, report } = options;

  /** Whether nothing more is to be done for it. */
  const isSettled = async (blob: FoundBlob, tries: number): Promise<boolean> => {
    try {
      if (await invoke(blob)) state.writeReceipt(functionName, blob.name, blob.etag, { tries, done: true });
      return true;
    } catch (error) {
      report(`Blob function "${functionName}" failed for "${blob.name}": ${messageOf(error)}`);
      return false;
    }
  };

  return {
    isDone: ({ name, etag }: FoundBlob): boolean =>
      state.readReceipt(functionName, name, etag)?.done === true,

    async run(blob: FoundBlob, signal: AbortSignal): Promise<void> {
      const { name, etag } = blob;
      let tries = state.readReceipt(functionName, name, etag)?.tries ?? 0;
      while (!signal.aborted && !(await isSettled(blob, tries))) {
        // What the host's stop has cut off is found again at its start.
        if (isStopped(signal)) return;
        tries++;
        const isExhausted = tries >= maxTries;
        if (isExhausted) await poison(blob);
        state.writeReceipt(functionName, name, etag, { tries, done: isExhausted });
        if (isExhausted) return;
      }
    },
  };
}

const isStopped = (signal: AbortSignal) => signal.aborted;
