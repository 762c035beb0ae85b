import type { DurableSettings } from '../durable-settings.ts';

/** Whether this app may run an orchestration of a version; one without `defaultVersion` runs them all. */
export function isVersionAllowed(version: string | null, settings: DurableSettings): boolean {
  const { defaultVersion: own, versionMatchStrategy: strategy } = settings;
  if (own === null || strategy === 'None') return true;
  if (strategy === 'Strict') return (version ?? '') === own;
  return compareVersions(version ?? '', own) <= 0;
}

/** Compares part by part, numbers as numbers; nothing comes before everything. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = compareParts(left[at] ?? '', right[at] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function compareParts(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [Number(a), Number(b)];
  const areNumbers = a !== '' && b !== '' && !Number.isNaN(left) && !Number.isNaN(right);
  if (areNumbers) return Math.sign(left - right);
  return a < b ? -1 : 1;
}
