/** Resolves colors of the style sheet, e.g. `--accent`, to what a canvas takes, in the light or dark that is on now. */
export function resolveColor(variable: string, opacity = 1): string {
  const probe = document.createElement('span');
  probe.style.color = `color-mix(in srgb, var(${variable}) ${opacity * 100}%, transparent)`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Calls back when the reader's system turns dark or light. */
export function onColorScheme(change: () => void, signal: AbortSignal): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', change, { signal });
}
