const name = 'onscore-key';

/** The function key of this tab; nowhere else is it kept. */
export function loadKey(): string | undefined {
  return sessionStorage.getItem(name) ?? undefined;
}

export function keepKey(key: string): void {
  if (key === '') sessionStorage.removeItem(name);
  else sessionStorage.setItem(name, key);
}
