/** Builds the pages of the console into one flat folder. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type OutputFile, build } from 'esbuild';
import { type Page, pages } from '../src/console/pages.ts';

/** Bundles `src/console`: scripts and styles under names that hold their hash, so that browsers keep them; a page is `<name>.html`. */
export async function buildConsole(root: string, outdir: string): Promise<readonly OutputFile[]> {
  const source = path.join(root, 'src/console');
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [
      { in: 'src/console/style.css', out: 'style' },
      { in: 'src/console/shell.ts', out: 'shell' },
      ...pages.map(({ name }) => ({ in: `src/console/pages/${name}.ts`, out: `page-${name}` })),
    ],
    outdir,
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome123', 'firefox121', 'safari17.5'],
    metafile: true,
    logLevel: 'warning',
    write: false,
  });
  const built = new Map(
    Object.entries(metafile.outputs).flatMap(([file, { entryPoint }]) =>
      entryPoint === undefined ? [] : [[entryPoint, path.basename(file)]],
    ),
  );
  const layout = await readFile(path.join(source, 'layout.html'), 'utf8');
  const html = await Promise.all(
    pages.map(async (page) => {
      const content = await readFile(path.join(source, 'pages', `${page.name}.html`), 'utf8');
      return toOutput(path.join(outdir, `${page.name}.html`), fillLayout({ layout, page, content, built }));
    }),
  );
  return [...outputFiles, ...html];
}

interface PageSource {
  readonly layout: string;
  readonly page: Page;
  readonly content: string;
  /** Source -> name of the file built from it. */
  readonly built: ReadonlyMap<string, string>;
}

function fillLayout({ layout, page, content, built }: PageSource): string {
  const nameOf = (source: string): string => {
    const name = built.get(`src/console/${source}`);
    if (name === undefined) throw new Error(`Cannot build page "${page.name}": there is no ${source}`);
    return name;
  };
  const values: Readonly<Record<string, string>> = {
    title: page.title,
    style: nameOf('style.css'),
    shell: nameOf('shell.ts'),
    script: nameOf(`pages/${page.name}.ts`),
    navigation: toNavigation(page),
    content,
  };
  return layout.replaceAll(/\{\{(\w+)\}\}/g, (mark, name: string) => values[name] ?? mark);
}

function toNavigation(page: Page): string {
  return pages
    .filter(({ inNavigation }) => inNavigation)
    .map(({ name, title }) => {
      const current = name === page.name ? ' aria-current="page"' : '';
      return `<a href="${name}"${current}>${title}</a>`;
    })
    .join('\n');
}

function toOutput(file: string, text: string): OutputFile {
  return { path: file, contents: Buffer.from(text), hash: '', text };
}
