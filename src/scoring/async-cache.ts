/** Creates a value once for each id; what failed is created anew by the next who asks. */
export interface AsyncCache<T> {
  (id: string, create: () => Promise<T>): Promise<T>;
  /** Forgets a value, and gives it to the caller. */
  readonly take: (id: string) => Promise<T> | undefined;
}

export function createAsyncCache<T>(): AsyncCache<T> {
  const values = new Map<string, Promise<T>>();
  const get = (id: string, create: () => Promise<T>) => {
    const known = values.get(id);
    if (known !== undefined) return known;
    const creating = create();
    values.set(id, creating);
    creating.catch(() => {
      if (values.get(id) === creating) values.delete(id);
    });
    return creating;
  };
  const take = (id: string) => {
    const value = values.get(id);
    values.delete(id);
    return value;
  };
  return Object.assign(get, { take });
}
