import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** A build writes many files: the app is loaded anew when it has been quiet for so long. */
const quietMs = 300;

const packageSchema = z.object({ main: z.string() });
const settingFiles = new Set(['host.json', 'local.settings.json', 'local.settings.sample.json']);

/** Where the app's code lies: the folder of its entry, up to the first part that is a pattern. */
async function findCodeDirectory(appDirectory: string): Promise<string> {
  const { main } = packageSchema.parse(
    JSON.parse(await readFile(join(appDirectory, 'package.json'), 'utf8')),
  );
  const fixed = dirname(main)
    .split('/')
    .filter((part, k, parts) => !parts.slice(0, k + 1).some((each) => /[*{?[]/.test(each)));
  return join(appDirectory, ...fixed);
}

/** Calls back when files of the app have changed: its code, host.json, its settings. What it gives ends that. */
export async function watchApp(appDirectory: string, changed: () => void): Promise<() => void> {
  let timer: NodeJS.Timeout | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, quietMs);
  };
  const codeDirectory = await findCodeDirectory(appDirectory);
  const watchers = [
    watch(codeDirectory, { recursive: codeDirectory !== appDirectory }, soon),
    watch(appDirectory, (_, name) => settingFiles.has(name ?? '') && soon()),
  ];
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
