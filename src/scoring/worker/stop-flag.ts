/** A word of shared memory by which a thread tells another to stop; it crosses threads as it is. */
export type StopFlag = Int32Array<SharedArrayBuffer>;

export function createStopFlag(): StopFlag {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

export function raiseStopFlag(flag: StopFlag): void {
  Atomics.store(flag, 0, 1);
}

export function isStopRaised(flag: StopFlag | undefined): boolean {
  return flag !== undefined && Atomics.load(flag, 0) !== 0;
}
