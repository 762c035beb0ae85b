import { isVersionName, type ModelManifest, parseModelManifest } from '../model-manifest.ts';
import { toUnknownVersion } from './model-snapshot.ts';
import { ScoringError } from '../scoring-error.ts';

/** Where an alias is to point: at a version, or back at the one before. */
export type AliasTarget = { readonly version: string } | 'previous';

export interface AliasMove {
  readonly alias: string;
  readonly to: AliasTarget;
  /** Notes that callers may break, so that no other instance refuses what this one has taken. */
  readonly force: boolean;
}

/** Rewrites the text of a model.json so that an alias points elsewhere, and notes where it pointed; all else is left as it is. */
export function moveAlias(
  text: string,
  { name }: Pick<ModelManifest, 'name'>,
  { alias, to, force }: AliasMove,
): string {
  const manifest = parseModelManifest(text, name);
  assertAliasName(manifest, alias);
  const before = Object.hasOwn(manifest.aliases, alias) ? manifest.aliases[alias] : undefined;
  const version = to === 'previous' ? toPrevious(manifest, alias) : to.version;
  if (!Object.hasOwn(manifest.versions, version)) throw toUnknownVersion(manifest, version);
  const aliases = { ...manifest.aliases, [alias]: version };
  const previous =
    before === undefined || before === version
      ? manifest.previous
      : { ...manifest.previous, [alias]: before };
  const others = Object.entries(manifest.breaks ?? {}).filter(([name]) => name !== alias);
  const breaks: Readonly<Record<string, string>> = {
    ...Object.fromEntries(others),
    ...(force && { [alias]: version }),
  };
  const changed = {
    aliases,
    ...(previous && { previous }),
    ...((force || manifest.breaks !== undefined) && { breaks }),
  };
  const moved = `${JSON.stringify(replaceKeys(JSON.parse(text), changed), undefined, 2)}\n`;
  parseModelManifest(moved, name);
  return moved;
}

/** A version of the same name would answer in its stead. */
function assertAliasName({ name, versions }: ModelManifest, alias: string): void {
  const fault = isVersionName(alias) ? undefined : 'expected letters, digits, ".", "_" and "-", no dot last';
  const what = Object.hasOwn(versions, alias) ? 'which is the name of a version' : fault;
  if (what === undefined) return;
  throw new ScoringError(
    'InvalidRequest',
    `Cannot move an alias of "${name}": it is ${JSON.stringify(alias)}, ${what}`,
  );
}

function toPrevious({ name, previous = {} }: ModelManifest, alias: string): string {
  const version = Object.hasOwn(previous, alias) ? previous[alias] : undefined;
  if (version !== undefined) return version;
  const what = `alias "${alias}" of "${name}" back: it has not been moved`;
  throw new ScoringError('Conflict', `Cannot roll ${what}`);
}

/** Keeps the order of the keys; new ones follow. */
function replaceKeys(value: unknown, changed: Readonly<Record<string, unknown>>): unknown {
  return typeof value === 'object' && value !== null ? { ...value, ...changed } : value;
}
