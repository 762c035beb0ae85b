import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { type Browser, type Page, launch } from 'puppeteer-core';

export interface OpenPage {
  readonly page: Page;
  /** What the console and the network of the page said that they should not: errors, what the security policy refused, failed requests. */
  readonly complaints: readonly string[];
}

export interface OpenPageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
}

const waitMs = 15_000;

/** Opens one Chromium for the tests of a file; each page is asked for its complaints. */
export function useBrowser(): (url: string, options?: OpenPageOptions) => Promise<OpenPage> {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launch({ executablePath: await findChromium(), args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);
  afterAll(() => browser?.close());
  return async (url, options) => {
    if (browser === undefined) throw new Error('Cannot open a page: the browser is not there yet');
    return openPage(browser, url, options);
  };
}

/** Opens a page and collects what it complains of. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1100, height = 800, dark = false }: OpenPageOptions = {},
): Promise<OpenPage> {
  const page = await browser.newPage();
  page.setDefaultTimeout(waitMs);
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
  const complaints = collectComplaints(page);
  await page.goto(url, { waitUntil: 'load' });
  return { page, complaints };
}

function collectComplaints(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (thrown) =>
    complaints.push(thrown instanceof Error ? thrown.message : String(thrown)),
  );
  page.on('requestfailed', (request) =>
    complaints.push(`${request.url()}: ${request.failure()?.errorText ?? 'failed'}`),
  );
  return complaints;
}

/** How many pixels a page is wider than its window, once that is as narrow as a phone. */
export async function readOverflow(page: Page): Promise<unknown> {
  await page.setViewport({ width: 390, height: 844 });
  return page.evaluate(`new Promise((resolve) => {
    const measure = () => resolve(Math.max(0, document.documentElement.scrollWidth - innerWidth));
    requestAnimationFrame(() => requestAnimationFrame(measure));
  })`);
}

/** Has a page save what it downloads in a folder, without asking. */
export async function allowDownloads(page: Page, downloadPath: string): Promise<void> {
  const session = await page.createCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath });
}

/** The texts of all elements that a selector matches. */
export async function readTexts(page: Page, selector: string): Promise<readonly string[]> {
  const found: unknown = await page.evaluate(
    `Array.from(document.querySelectorAll(${JSON.stringify(selector)}), (element) => element.innerText.trim())`,
  );
  return Array.isArray(found) ? found.map(String) : [];
}

/** An attribute of the first element that a selector matches. */
export async function readAttribute(page: Page, selector: string, name: string): Promise<unknown> {
  return page.evaluate(
    `document.querySelector(${JSON.stringify(selector)})?.getAttribute(${JSON.stringify(name)})`,
  );
}

/** The executable that CHROMIUM names, else a Chromium or Chrome on the path. */
export async function findChromium(): Promise<string> {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const places = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  for (const place of [process.env.CHROMIUM ?? '', ...places]) {
    if (place !== '' && (await isThere(place))) return place;
  }
  throw new Error('Cannot find a browser: there is no chromium on the path, and CHROMIUM names none');
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Takes a picture of a page, and keeps it in docs/images where the variable SCREENSHOTS is set. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const picture = await page.screenshot();
  if (process.env.SCREENSHOTS === undefined) return;
  const folder = path.resolve(import.meta.dirname, '../../docs/images');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `${name}.png`), picture);
}
