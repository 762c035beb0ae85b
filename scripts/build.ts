/** Bundles the app into dist/: `node scripts/build.ts`. */
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { type OutputFile, type Plugin, build, stop } from 'esbuild';
import { buildConsole } from './build-console.ts';

const root = path.resolve(import.meta.dirname, '..');

/** What stays out of the bundle: what the host supplies, native code, and native code that piscina can do without. */
const external = ['@azure/functions-core', 'onnxruntime-node', 'sharp', '@napi-rs/nice'];

/** CommonJS packages in an ES module bundle look for these. */
const banner = [
  "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);",
  'const __dirname = import.meta.dirname;',
  'const __filename = import.meta.filename;',
].join('\n');

/**
 * `const require = createRequire(import.meta.url)` in a source is how Node.js gets the CommonJS twin of a package. Without that line
 * esbuild sees the require and bundles the twin, the same copy that other packages require.
 */
const bundleRequires: Plugin = {
  name: 'bundle-requires',
  setup: (bundle) => {
    bundle.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      return {
        loader: 'ts',
        contents: source.replace(/^ *const require = createRequire\(import\.meta\.url\);$/m, ''),
      };
    });
  },
};

/**
 * A builtin that an ES module imports costs a view of all its exports, which wakes what Node.js keeps asleep: `node:http` alone
 * brings WebSocket and fetch with it, 45 ms of a cold start. Asked for by name it costs nothing.
 */
const builtinsByName: Plugin = {
  name: 'builtins-by-name',
  setup: (bundle) => {
    const names = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);
    bundle.onResolve({ filter: /^[a-z:/_]+$/ }, ({ path: name }) =>
      names.has(name) ? { path: name, namespace: 'builtin', sideEffects: false } : undefined,
    );
    bundle.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path: name }) => ({
      loader: 'js',
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(name)});`,
    }));
  },
};

/** zod brings its messages in fifty languages, a third of what a cold start would have to parse. */
const oneLanguage: Plugin = {
  name: 'one-language',
  setup: (bundle) => {
    bundle.onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({
      loader: 'js',
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/**
 * `worker` is what piscina starts its threads with, by that name and in its own folder. `onscore` is the command
 * line: built beside the app, not deployed with it.
 */
const entries = {
  index: 'src/index.ts',
  'scoring-worker': 'src/scoring/worker/scoring-worker.ts',
  worker: 'node_modules/piscina/dist/worker.js',
  onscore: 'src/cli/main.ts',
};

/** Leaves alone what has not changed: a host that runs the app restarts it when a file does. */
async function writeOutput({ path: file, contents }: OutputFile): Promise<void> {
  const current = await readFile(file).catch(() => undefined);
  if (current?.equals(contents) !== true) await writeFile(file, contents);
}

async function removeOthers(
  folder: string,
  outputs: readonly OutputFile[],
  kept: readonly string[] = [],
): Promise<void> {
  const names = new Set([...outputs.map((output) => path.basename(output.path)), ...kept]);
  const others = (await readdir(folder)).filter((name) => !names.has(name));
  await Promise.all(others.map((name) => rm(path.join(folder, name), { recursive: true })));
}

const startMs = performance.now();
const outdir = path.join(root, 'dist');
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: entries,
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  external,
  banner: { js: banner },
  plugins: [bundleRequires, builtinsByName, oneLanguage],
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
  write: false,
});

const consoleFolder = path.join(outdir, 'console');
const consoleFiles = await buildConsole(root, consoleFolder);

await mkdir(consoleFolder, { recursive: true });
await Promise.all([...outputFiles, ...consoleFiles].map(writeOutput));
await removeOthers(outdir, outputFiles, [path.basename(consoleFolder)]);
await removeOthers(consoleFolder, consoleFiles);

// Its process would wait for more as long as this one lives.
await stop();

const code = outputFiles.filter(({ path: file }) => file.endsWith('.js'));
const kilobytes = code.reduce((sum, { contents }) => sum + contents.length, 0) / 1000;
const seconds = (performance.now() - startMs) / 1000;
console.log(`Built dist/: ${code.length} files, ${kilobytes.toFixed(0)} kB, in ${seconds.toFixed(1)} s`);
