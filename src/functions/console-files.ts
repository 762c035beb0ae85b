import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface ConsoleFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly etag: string;
  readonly isImmutable: boolean;
}

export interface ConsoleFiles {
  /** The file of that name, or the page: `` and `shop` are pages, `shell-ABC.js` a file. */
  readonly find: (name: string) => Promise<ConsoleFile | undefined>;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

const firstPage = 'try';

/** The built pages, held in memory from the first request on; they are a few dozen kilobytes. */
export function createConsoleFiles(folder: string): ConsoleFiles {
  let loading: Promise<ReadonlyMap<string, ConsoleFile>> | undefined;
  const load = (): Promise<ReadonlyMap<string, ConsoleFile>> => {
    loading ??= loadFiles(folder).catch((thrown: unknown) => {
      loading = undefined;
      throw thrown;
    });
    return loading;
  };
  return {
    find: async (name) => {
      const files = await load();
      return files.get(name) ?? files.get(`${name === '' ? firstPage : name}.html`);
    },
  };
}

async function loadFiles(folder: string): Promise<ReadonlyMap<string, ConsoleFile>> {
  const names = (await readdir(folder)).filter((name) => path.extname(name) in mediaTypes);
  return new Map(await Promise.all(names.map((name) => loadFile(folder, name))));
}

async function loadFile(folder: string, name: string): Promise<[string, ConsoleFile]> {
  const bytes = await readFile(path.join(folder, name));
  const extension = path.extname(name);
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  return [
    name,
    {
      bytes,
      mediaType: mediaTypes[extension] ?? 'application/octet-stream',
      etag: `"${hash}"`,
      isImmutable: extension !== '.html',
    },
  ];
}
