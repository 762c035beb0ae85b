import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { z } from 'zod';
import { loadPackageFiles } from './package-files.ts';

/** Licences that ask for nothing but their text and names: what is deployed may have these. */
export const allowedLicences: readonly string[] = [
  ...['MIT', 'ISC', '0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'Unlicense'],
  // libvips, which sharp loads as a library of its own: replaceable as the LGPL asks, being a file beside it.
  'LGPL-3.0-or-later',
];

/** Of packages whose package.json names none: what their README says. */
const licencesByReadme: Readonly<Record<string, string>> = { 'semaphore 1.1.0': 'MIT' };

export interface Licence {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)]).optional(),
});

/** Every npm package of which something is deployed: bundled, or beside the bundle. */
export async function listLicences(root: string): Promise<readonly Licence[]> {
  const folders = new Set([...(await listBundled(root)), ...(await listBeside(root))]);
  const manifests = await Promise.all([...folders].map((folder) => readManifest(path.join(root, folder))));
  const licences = manifests.map(({ name, version, license }) => ({
    name,
    version,
    licence: license ?? licencesByReadme[`${name} ${version}`] ?? 'none',
  }));
  const byKey = new Map(licences.map((licence) => [`${licence.name} ${licence.version}`, licence]));
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, licence]) => licence);
}

/** Bundles anew, without writing, to learn whose files go in. */
async function listBundled(root: string): Promise<readonly string[]> {
  const entries = [
    'src/index.ts',
    'src/scoring/worker/scoring-worker.ts',
    'node_modules/piscina/dist/worker.js',
  ];
  const pages: string[] = [];
  for await (const page of glob('src/console/pages/*.ts', { cwd: root })) pages.push(page);
  const bundle = async (entryPoints: string[], platform: 'node' | 'browser') => {
    const { metafile } = await build({
      ...{ absWorkingDir: root, entryPoints, platform, outdir: 'unused', logLevel: 'error' },
      ...{ bundle: true, format: 'esm', splitting: true, write: false, metafile: true },
      external: ['@azure/functions-core', 'onnxruntime-node', 'sharp', '@napi-rs/nice'],
    });
    return Object.keys(metafile.inputs);
  };
  const inputs = [...(await bundle(entries, 'node')), ...(await bundle(pages, 'browser'))];
  return inputs.map(toFolder).filter((folder) => folder !== undefined);
}

async function listBeside(root: string): Promise<readonly string[]> {
  const names = [...(await loadPackageFiles(root)).keys()];
  return names.map(toFolder).filter((folder) => folder !== undefined);
}

/** `node_modules/a/node_modules/@b/c/dist/x.js` -> `node_modules/a/node_modules/@b/c`. */
function toFolder(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

async function readManifest(folder: string): Promise<z.infer<typeof manifestSchema>> {
  return manifestSchema.parse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')));
}
