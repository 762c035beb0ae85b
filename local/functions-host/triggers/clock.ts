/** The time, and waiting for it. */
export interface Clock {
  now(): Date;
  /** Calls back at `due`, or at once where that has passed; what it gives cancels. */
  at(due: Date, callback: () => void): () => void;
}

/** Node's timers wait no longer than this at once. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date(),
  at(due, callback) {
    let timer: NodeJS.Timeout;
    const wait = () => {
      const ms = Math.max(due.getTime() - Date.now(), 0);
      timer = setTimeout(ms > longestTimerMs ? wait : callback, Math.min(ms, longestTimerMs));
    };
    wait();
    return () => clearTimeout(timer);
  },
};
