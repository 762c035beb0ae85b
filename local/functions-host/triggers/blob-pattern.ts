/** A blob path pattern of a trigger: `container/{folder}/{name}.{ext}`. */
export interface BlobPattern {
  readonly container: string;
  /** What every matching blob name begins with. */
  readonly prefix: string;
  /** The values of the pattern's expressions, or undefined where the name does not match. */
  match(blobName: string): Readonly<Record<string, string>> | undefined;
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Compiles a trigger's `path`; an expression matches as much as it can, the last one over slashes too. */
export function compileBlobPattern(path: string): BlobPattern {
  const slash = path.indexOf('/');
  const container = slash < 0 ? path : path.slice(0, slash);
  const template = slash < 0 ? '{name}' : path.slice(slash + 1);
  if (container === '' || container.includes('{'))
    throw new Error(`Cannot watch blobs at "${path}": it must begin with the name of a container`);
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const source = template
    .split(/\{\w+\}/)
    .map(escape)
    .join('(.+)');
  const expression = new RegExp(`^${source}$`, 's');
  return {
    container,
    prefix: template.slice(0, (template + '{').indexOf('{')),
    match(blobName) {
      const found = expression.exec(blobName);
      return found === null
        ? undefined
        : Object.fromEntries(names.map((name, k) => [name, found[k + 1] ?? '']));
    },
  };
}
