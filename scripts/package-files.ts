import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** Path in the package -> content, in order of path. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/** What runs on Azure and is not bundled: onnxruntime and sharp for Linux on x64, and what they require. */
const patterns = [
  'host.json',
  'dist/**/*.js',
  'dist/console/*.{html,css}',
  'models/**/*.{json,onnx}',
  'node_modules/onnxruntime-node/package.json',
  'node_modules/onnxruntime-node/dist/*.js',
  'node_modules/onnxruntime-node/bin/*/linux/x64/*',
  'node_modules/onnxruntime-common/package.json',
  'node_modules/onnxruntime-common/dist/cjs/**/*.{js,json}',
  'node_modules/sharp/package.json',
  'node_modules/sharp/dist/*.{cjs,mjs}',
  'node_modules/@img/{colour,sharp-linux-x64,sharp-libvips-linux-x64}/**/*.{cjs,js,json,node}',
  'node_modules/@img/sharp-libvips-linux-x64/lib/*.so.*',
  'node_modules/{detect-libc,semver}/**/*.{js,json}',
];

/** What is for people at a desk: the command line, and what tells an editor something. */
const exclude = ['dist/onscore.js', 'models/model.schema.json'];

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  type: z.string(),
  main: z.string(),
});

/** Collects what is deployed from a checkout that is built. */
export async function loadPackageFiles(root: string): Promise<PackageFiles> {
  const files: [string, Uint8Array][] = [await toManifest(path.join(root, 'package.json'))];
  for await (const name of glob(patterns, { cwd: root, exclude })) {
    files.push([name, await readFile(path.join(root, name))]);
  }
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The package.json of what is deployed: no scripts, no dependencies to install. */
async function toManifest(file: string): Promise<[string, Uint8Array]> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  return ['package.json', Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`)];
}
