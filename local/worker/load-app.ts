import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

const packageSchema = z.object({ main: z.string().min(1) });

/** The files that `package.json` of a Functions app names as its entry; `main` may be a glob. */
async function listEntryFiles(appDirectory: string): Promise<string[]> {
  const file = join(appDirectory, 'package.json');
  const { main } = packageSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const entries = globSync(main, { cwd: appDirectory }).sort();
  if (entries.length === 0)
    throw new Error(`Cannot load the app: no file matches main "${main}" of ${file}, build it first`);
  return entries.map((entry) => join(appDirectory, entry));
}

/** Loads an app, CommonJS or ES module, as the Functions worker does: by importing its entry files in order. */
export async function loadApp(appDirectory: string): Promise<void> {
  for (const file of await listEntryFiles(appDirectory)) await import(pathToFileURL(file).href);
}
