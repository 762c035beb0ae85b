/** `/address/"postal code"` -> `['address', 'postal code']`. */
export function toPropertyPath(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((name) =>
      name.startsWith('"') && name.endsWith('"') && name.length > 1 ? name.slice(1, -1) : name,
    );
}
