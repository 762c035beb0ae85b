/** Writes what is deployed: `node scripts/package.ts [--out package.zip] [--folder DIR]`; with a folder, unzipped and no zip. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { zipSync } from 'fflate';
import { type PackageFiles, loadPackageFiles } from './package-files.ts';

const root = path.resolve(import.meta.dirname, '..');
const unixReadable = { os: 3, attrs: 0o644 << 16 };

/** The same files give the same bytes: the time in the zip is one for all. */
function toZip(files: PackageFiles): Uint8Array {
  return zipSync(Object.fromEntries(files), { level: 6, mtime: new Date(1980, 0, 1), ...unixReadable });
}

async function writeFolder(folder: string, files: PackageFiles): Promise<void> {
  for (const [name, content] of files) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

const sumBytes = (files: PackageFiles): number =>
  [...files.values()].reduce((sum, { length }) => sum + length, 0);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'package.zip' }, folder: { type: 'string' } },
});
const files = await loadPackageFiles(root);
const contents = `${files.size} files, ${megabytes(sumBytes(files))}`;
if (values.folder === undefined) {
  const zip = toZip(files);
  await writeFile(path.resolve(values.out), zip);
  console.log(`Packed ${values.out}: ${contents}, ${megabytes(zip.length)} zipped`);
} else {
  await writeFolder(path.resolve(values.folder), files);
  console.log(`Packed ${values.folder}: ${contents}`);
}
