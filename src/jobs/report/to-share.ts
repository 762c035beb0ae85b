/** The part that a count is of its total, to a millionth; 0 of nothing. */
export function toShare(count = 0, all: number | readonly number[]): number {
  const total = typeof all === 'number' ? all : all.reduce((sum, each) => sum + each, 0);
  return total === 0 ? 0 : Math.round((count / total) * 1e6) / 1e6;
}
