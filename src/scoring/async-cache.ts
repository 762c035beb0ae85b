/** Creates a value once for each id; what failed is created anew by the next who asks. */
export type AsyncCache<T> = (id: string, create: () => Promise<T>) => Promise<T>;

export function createAsyncCache<T>(): AsyncCache<T> {
  const values = new Map<string, Promise<T>>();
  return (id, create) => {
    const known = values.get(id);
    if (known !== undefined) return known;
    const creating = create();
    values.set(id, creating);
    creating.catch(() => values.delete(id));
    return creating;
  };
}
