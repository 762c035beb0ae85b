import { createHash } from 'node:crypto';
import type { ModelManifest } from '../scoring/model-manifest.ts';
import { defaultAlias } from '../scoring/repository/model-snapshot.ts';
import { CommandError } from './command-error.ts';

export interface NewVersion {
  readonly name: string;
  /** The next whole number where not given. */
  readonly version: string | undefined;
  readonly key: string | undefined;
  readonly production: boolean;
  readonly bytes: Uint8Array;
}

/** A manifest with one version more; where there is none yet, one that maps no inputs and no outputs. */
export function extendManifest(
  existing: ModelManifest | undefined,
  { name, version, key, production, bytes }: NewVersion,
): { readonly manifest: ModelManifest; readonly version: string } {
  const added = version ?? toNextVersion(existing);
  assertNew(existing, { name, version: added, key });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const aliases = existing?.aliases ?? {};
  const before = aliases.production;
  const moves = production || before === undefined;
  return {
    version: added,
    manifest: {
      ...(existing ?? { $schema: '../model.schema.json', name, ...(key === undefined ? {} : { key }) }),
      aliases: moves ? { ...aliases, production: added } : aliases,
      // Where a rollback goes.
      ...(moves && before !== undefined && { previous: { ...existing?.previous, production: before } }),
      versions: {
        ...existing?.versions,
        [added]: { file: `${added}/model.onnx`, sha256, golden: `${added}/golden.json` },
      },
      outputs: existing?.outputs ?? [],
      name,
    },
  };
}

function toNextVersion(existing: ModelManifest | undefined): string {
  const numbers = Object.keys(existing?.versions ?? {}).filter((version) => /^\d{1,9}$/.test(version));
  return String(Math.max(0, ...numbers.map(Number)) + 1);
}

function assertNew(
  existing: ModelManifest | undefined,
  { name, version, key }: Pick<NewVersion, 'name' | 'key'> & { readonly version: string },
): void {
  const place = `Cannot add version "${version}" of "${name}"`;
  if (version === defaultAlias || Object.hasOwn(existing?.aliases ?? {}, version))
    throw new CommandError(`${place}: this is the name of an alias, which could not be moved any more`);
  if (existing === undefined) return;
  if (Object.hasOwn(existing.versions, version)) throw new CommandError(`${place}: it exists already`);
  if (key !== undefined && key !== existing.key) {
    const known = existing.key === undefined ? 'it has no key' : `its key is "${existing.key}"`;
    throw new CommandError(`${place}: ${known}, not "${key}"`);
  }
}
