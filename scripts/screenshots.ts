/** Takes the picture of a job's page, or of its forecast, into docs/images: starts everything here, scores a table, looks at it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launch } from 'puppeteer-core';
import { toPorts } from '../local/ports.ts';
import { createApi } from './demo/api.ts';
import { runJob } from './demo/follow-job.ts';
import { startProduct } from './demo/product.ts';
import { createStorage } from './demo/storage.ts';

const usage = `Usage: npx node scripts/screenshots.ts MODEL TABLE PAGE IMAGE
  e.g. npx node scripts/screenshots.ts churn samples/churn/churn.csv job job
  PAGE is "job" or "forecast"; CHROMIUM names the browser where it is not /usr/bin/chromium`;

interface Picture {
  readonly model: string;
  readonly table: string;
  readonly page: 'job' | 'forecast';
  readonly image: string;
}

/** What tells that a page has drawn all that it shows. */
const drawn = { job: '.histogram', forecast: '#figures table' } as const;
const size = { job: { width: 1100, height: 1500 }, forecast: { width: 1100, height: 820 } } as const;
const portBase = 19_000;

function parsePicture([model, table, page, image]: readonly string[]): Picture {
  const isWhole = model !== undefined && table !== undefined && image !== undefined;
  if (isWhole && (page === 'job' || page === 'forecast')) return { model, table, page, image };
  throw new Error(`Cannot take a picture: the arguments are not understood\n${usage}`);
}

async function take({ model, table, page, image }: Picture): Promise<string> {
  const product = await startProduct(['--ephemeral', '--port-base', String(portBase)]);
  try {
    const api = createApi(product.url);
    await api.untilReady();
    const storage = createStorage(toPorts(portBase).blob);
    const bytes = await readFile(table);
    const name = `${model}/${path.basename(table)}`;
    const job = await runJob(api, model, () => storage.drop('batch-input', name, bytes));
    const query = `${page === 'job' ? 'id' : 'job'}=${encodeURIComponent(job.id)}`;
    const picture = await photograph(`${product.url}/console/${page}?${query}`, page);
    const file = path.join(import.meta.dirname, '../docs/images', `${image}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, picture);
    return file;
  } finally {
    await product.stop();
  }
}

async function photograph(url: string, page: Picture['page']): Promise<Uint8Array> {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const tab = await browser.newPage();
    await tab.setViewport(size[page]);
    await tab.goto(url, { waitUntil: 'load' });
    await tab.waitForSelector(drawn[page], { timeout: 30_000 });
    return await tab.screenshot();
  } finally {
    await browser.close();
  }
}

console.log(`Wrote ${await take(parsePicture(process.argv.slice(2)))}`);
