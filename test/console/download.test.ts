import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readTexts, useBrowser } from '../support/browser.ts';
import { type ScriptServer, serveScript } from './support/serve-script.ts';

const open = useBrowser();
let server: ScriptServer;

beforeAll(async () => {
  // What the browser's dialog would let the reader pick: a real file, in the room that the page has for itself.
  server = await serveScript(`
    import { download } from './download.ts';
    const room = await navigator.storage.getDirectory();
    const picked = [];
    const pick = async ({ suggestedName }) => {
      picked.push(suggestedName);
      return room.getFileHandle(suggestedName, { create: true });
    };
    const closed = () => Promise.reject(new DOMException('closed', 'AbortError'));
    window.tryDownload = async (way) => {
      const ways = { pick, closed, none: undefined };
      window.showSaveFilePicker = ways[way];
      const route = 'css';
      try {
        await download(route, { prefix: way, name: 'style.css', maxHeldBytes: 10 });
      } catch (thrown) {
        return thrown.message;
      }
      const kept = await Array.fromAsync(room.values(), async (file) => [file.name, (await file.getFile()).size]);
      return JSON.stringify({ picked, kept });
    };
    window.readSize = async () => (await (await fetch('css')).blob()).size;
    document.querySelector('#place').textContent = 'ready';
  `);
}, 60_000);
afterAll(() => server.close());

describe('download()', () => {
  test('writes what is too large for the page to where the reader says, and nothing if the dialog is closed', async () => {
    const { page } = await open(server.url);
    await page.waitForFunction(`document.querySelector('#place').textContent === 'ready'`);
    const size: unknown = await page.evaluate('readSize()');
    expect(await page.evaluate(`tryDownload('closed')`)).toBe('{"picked":[],"kept":[]}');
    expect(await page.evaluate(`tryDownload('pick')`)).toBe(
      `{"picked":["pick-style.css"],"kept":[["pick-style.css",${String(size)}]]}`,
    );
    expect(await page.evaluate(`tryDownload('none')`)).toBe(
      `Cannot save none-style.css: it has ${String(size)} bytes, and this browser takes 10; fetch it with the key as x-functions-key`,
    );
    expect(await readTexts(page, '#place')).toEqual(['ready']);
  }, 60_000);
});
