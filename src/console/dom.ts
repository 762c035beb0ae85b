/** What an element holds: elements, and texts that are never read as HTML. */
export type Child = Node | string;

type Attributes = Readonly<Record<string, string>>;

/** Makes an element: `element('td', { class: 'number' }, '12')`. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The element with that id, which the page's HTML has. */
export function find<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`Cannot find ${type.name} "${id}" in the page`);
  return found;
}

/** Makes a table in a box, in which it moves where it is wider than that; a column whose name is in `numbers` is set to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly Child[])[],
  { numbers = [] }: { readonly numbers?: readonly string[] } = {},
): HTMLElement {
  const attributes = head.map((name): Attributes => (numbers.includes(name) ? { class: 'number' } : {}));
  const heads = head.map((name, k) => element('th', { scope: 'col', ...attributes[k] }, name));
  const lines = rows.map((cells) =>
    element('tr', {}, ...cells.map((cell, k) => element('td', attributes[k], cell))),
  );
  const body = element('tbody', {}, ...lines);
  const made = element('table', {}, element('thead', {}, element('tr', {}, ...heads)), body);
  return element('div', { class: 'table' }, made);
}
