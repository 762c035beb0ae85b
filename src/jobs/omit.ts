/** The object without these properties. */
export function omit<T extends object, K extends keyof T>(value: T, names: readonly K[]): Omit<T, K>;
export function omit(value: object, names: readonly PropertyKey[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
