/** Lets work wait for its turn until what is worked on at once takes no more bytes than there are. */
export interface ByteBudget {
  /** Does the work when there is room for its bytes; one that is larger than the whole budget is done alone. First come, first served. */
  readonly spend: <T>(bytes: number, work: () => Promise<T>) => Promise<T>;
}

interface Waiting {
  readonly bytes: number;
  readonly begin: () => void;
}

/** Each wait ends when those before it do: what they do must have a time limit of its own. */
export function createByteBudget(maxBytes: number): ByteBudget {
  const queue: Waiting[] = [];
  let spent = 0;

  const admit = () => {
    for (let [next] = queue; next !== undefined; [next] = queue) {
      if (spent > 0 && spent + next.bytes > maxBytes) return;
      queue.shift();
      spent += next.bytes;
      next.begin();
    }
  };

  return {
    spend: async (bytes, work) => {
      const turn = Promise.withResolvers<undefined>();
      queue.push({ bytes, begin: () => turn.resolve(undefined) });
      admit();
      await turn.promise;
      try {
        return await work();
      } finally {
        spent -= bytes;
        admit();
      }
    },
  };
}
