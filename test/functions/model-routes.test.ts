import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { HttpRoute } from '../../src/functions/http/http-route.ts';
import {
  createAliasHandler,
  createMoveHandler,
  createRollbackHandler,
} from '../../src/functions/model-alias.ts';
import { createModelHandler } from '../../src/functions/models.ts';
import { createModelReadyHandler, createVersionReadyHandler } from '../../src/functions/v2/v2-model-ready.ts';
import {
  createIndexHandler,
  createLoadHandler,
  createUnloadHandler,
} from '../../src/functions/v2/v2-repository.ts';
import { createWorkerPool } from '../../src/scoring/worker/worker-pool.ts';
import { toAddGraph, toModelFiles } from '../scoring/models/model-files.ts';
import { createModelFolder, type ModelFolder, type OpenedFolder } from '../scoring/models/model-folder.ts';
import { callRoute, type RouteCall } from './support/call-route.ts';

const pool = createWorkerPool({ threads: 1 });
let folder: ModelFolder;
let opened: OpenedFolder;

beforeEach(async () => {
  folder = await createModelFolder(pool);
  const versions = {
    '1': { graph: toAddGraph(1) },
    '2': { graph: toAddGraph(2) },
    '3': { graph: toAddGraph(3, { output: 'z' }) },
    '4': { graph: toAddGraph(4), sha256: 'a'.repeat(64) },
  };
  await folder.write('add', toModelFiles('add', versions));
  opened = await folder.open();
  await opened.repository.start();
});
afterEach(() => folder.close());
afterAll(() => pool.close());

const alias = (call: RouteCall = {}) =>
  callRoute(
    { GET: createAliasHandler(opened.repository), PUT: createMoveHandler(opened.repository) },
    { params: { model: 'add', alias: 'production' }, ...call },
  );
const rollBack = () =>
  callRoute(
    { POST: createRollbackHandler(opened.repository) },
    { method: 'POST', params: { model: 'add', alias: 'production' } },
  );
const move = (version: string, call: RouteCall = {}) => alias({ method: 'PUT', json: { version }, ...call });
const post = (handler: HttpRoute['methods']['POST'], call: RouteCall = {}) =>
  callRoute({ POST: handler! }, { method: 'POST', params: { model: 'add' }, ...call });

describe('PUT /models/{model}/aliases/{alias}', () => {
  test('moves production, and a rollback moves it back, for good', async () => {
    const moved = await move('2');
    expect(moved).toMatchObject({
      status: 200,
      json: { model: 'add', alias: 'production', version: '2', previous: '1' },
    });
    expect(await opened.predict('add', { x: 10 })).toEqual({ version: '2', prediction: { y: 12 } });
    expect((await rollBack()).json).toMatchObject({ version: '1', previous: '2' });
    expect(await opened.predict('add', { x: 10 })).toEqual({ version: '1', prediction: { y: 11 } });
    const restarted = await folder.open();
    expect(restarted.repository.find('add')).toMatchObject({
      aliases: { production: '1' },
      previous: { production: '2' },
    });
  });

  test('is done only to the revision that If-Match names', async () => {
    const etag = (await alias()).headers.get('etag');
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    const stale = await move('2', { headers: { 'if-match': '"0"' } });
    expect(stale).toMatchObject({
      status: 412,
      json: {
        code: 'Conflict',
        error: 'Cannot move alias "production" of "add": its model.json is not of the revision in If-Match',
      },
    });
    const moved = await move('2', { headers: { 'if-match': `"0", ${etag!}` } });
    expect(moved.status).toBe(200);
    expect(moved.headers.get('etag')).not.toBe(etag);
    expect((await alias()).headers.get('etag')).toBe(moved.headers.get('etag'));
  });

  const faults: [string, RouteCall, number, string][] = [
    [
      'a version that is not there',
      { json: { version: '9' } },
      404,
      'Cannot find version "9" of model "add": there is "1", "2", "3", "4", "production"',
    ],
    [
      'a version that is broken',
      { json: { version: '4' } },
      503,
      'Cannot load model "add": the SHA-256 of its ONNX file is',
    ],
    [
      'a version that does not fit',
      { json: { version: '3' } },
      503,
      'Cannot load model "add": its ONNX file has no output "y"',
    ],
    ['no version', { json: {} }, 400, 'Cannot read the request: expected {"version": "<version>"}'],
    [
      'force that is none',
      { json: { version: '2' }, url: '/?force=yes' },
      400,
      'Cannot read the request: force is "yes", expected true or false',
    ],
  ];

  test.each(faults)('is refused for %s', async (_title, call, status, error) => {
    const answer = await alias({ method: 'PUT', ...call });
    expect(answer).toMatchObject({ status, json: { error: expect.stringContaining(error) } });
    expect(await opened.predict('add', { x: 10 })).toEqual({ version: '1', prediction: { y: 11 } });
    expect((await alias()).json).toMatchObject({ version: '1' });
  });

  test('is 409 for a rollback before any move', async () => {
    expect(await rollBack()).toMatchObject({
      status: 409,
      json: { error: 'Cannot roll alias "production" of "add" back: it has not been moved' },
    });
  });

  test('is 404 for an alias that is not there', async () => {
    expect(await alias({ params: { model: 'add', alias: 'constructor' } })).toMatchObject({
      status: 404,
      json: { error: 'Cannot find alias "constructor" of model "add": there is "production"' },
    });
  });
});

describe('an alias move to a version with another contract', () => {
  test('is refused with the differences, and done when it is forced', async () => {
    const inputs = { '1': { graph: toAddGraph(1) }, '2': { graph: toAddGraph(2, { input: 'z' }) } };
    await folder.write('turn', toModelFiles('turn', inputs));
    await opened.repository.refresh();
    const params = { model: 'turn', alias: 'production' };
    expect(await move('2', { params })).toMatchObject({
      status: 409,
      json: {
        error:
          'Cannot replace what "turn" serves: version "2" breaks callers of version "1": ' +
          'input "x" is gone; input "z" is new and required; ONNX input "x" is gone',
        details: {
          changes: ['input "x" is gone', 'input "z" is new and required', 'ONNX input "x" is gone'],
        },
      },
    });
    expect(await opened.predict('turn', { x: 0 })).toMatchObject({ version: '1' });
    const other = await folder.open();
    await other.repository.start();
    expect((await move('2', { params, url: '/?force=true' })).status).toBe(200);
    expect(await opened.predict('turn', { z: 0 })).toEqual({ version: '2', prediction: { y: 2 } });
    await other.repository.refresh();
    expect(await other.predict('turn', { z: 0 })).toEqual({ version: '2', prediction: { y: 2 } });
  });
});

describe('POST /v2/repository', () => {
  const row = (version: string, state: string, reason = '') => ({ name: 'add', version, state, reason });
  const idle = 'loaded when it is first asked for';

  test('index tells every version and its state, or only the ready ones', async () => {
    const { repository } = opened;
    expect((await post(createIndexHandler(repository))).json).toEqual([
      row('1', 'READY'),
      row('2', 'UNAVAILABLE', idle),
      row('3', 'UNAVAILABLE', idle),
      row('4', 'UNAVAILABLE', idle),
    ]);
    expect((await post(createIndexHandler(repository), { json: { ready: true } })).json).toEqual([
      row('1', 'READY'),
    ]);
    expect(await post(createIndexHandler(repository), { json: { ready: 1 } })).toMatchObject({
      status: 400,
      json: { error: 'Cannot read the request: expected {"ready": true or false}' },
    });
  });

  test('unload takes a model out of service, and load brings it back', async () => {
    const { repository } = opened;
    const ready = () => callRoute({ GET: createModelReadyHandler(repository) }, { params: { model: 'add' } });
    expect(await ready()).toMatchObject({ status: 200, json: { name: 'add', ready: true } });
    expect((await post(createUnloadHandler(repository))).json).toMatchObject({
      name: 'add',
      versions: [row('1', 'UNAVAILABLE', 'unloaded'), {}, {}, {}],
    });
    expect(await ready()).toMatchObject({ status: 503, json: { name: 'add', ready: false } });
    expect((await post(createLoadHandler(repository))).json).toMatchObject({
      versions: [row('1', 'READY'), {}, {}, {}],
    });
    expect(await ready()).toMatchObject({ status: 200, json: { name: 'add', ready: true } });
  });

  test('load and unload are 404 for a model that is not there', async () => {
    const { repository } = opened;
    const call = { params: { model: 'nope' } };
    const error = { status: 404, json: { error: 'Cannot find model "nope": there is "add"' } };
    expect(await post(createLoadHandler(repository), call)).toMatchObject(error);
    expect(await post(createUnloadHandler(repository), call)).toMatchObject(error);
  });
});

describe('GET /v2/models/{model}/versions/{version}/ready', () => {
  test.each([
    [{ version: '1' }, 200, { name: 'add', ready: true }],
    [{ version: 'production' }, 200, { name: 'add', ready: true }],
    [{ version: '4' }, 503, { name: 'add', ready: false }],
    [{ version: '9' }, 404, { code: 'ModelNotFound' }],
  ])('answers for %j', async (params, status, json) => {
    const methods = { GET: createVersionReadyHandler(opened.repository) };
    expect(await callRoute(methods, { params: { model: 'add', ...params } })).toMatchObject({ status, json });
  });
});

describe('GET /models/{model}', () => {
  const get = (model: string) => callRoute({ GET: createModelHandler(opened) }, { params: { model } });

  test('tells the contract, the state of each version, and the ETag of model.json', async () => {
    const { status, headers, json } = await get('add');
    expect(status).toBe(200);
    expect(headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
    expect(json).toMatchObject({
      name: 'add',
      version: '1',
      inputs: [{ name: 'x' }],
      versions: [{ version: '1', state: 'READY' }, {}, {}, {}],
    });
  });

  test('tells what is wrong with a model that cannot score', async () => {
    await folder.write('bad', toModelFiles('bad', { '1': { graph: toAddGraph(1), sha256: 'a'.repeat(64) } }));
    await folder.write('worse', { 'model.json': '{}' });
    await opened.repository.refresh();
    const { status, json } = await get('bad');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      name: 'bad',
      versions: [{ state: 'UNAVAILABLE', reason: expect.stringContaining('the SHA-256 of its ONNX file') }],
    });
    expect(json).not.toHaveProperty('inputs');
    expect(await get('worse')).toMatchObject({
      status: 503,
      json: { code: 'InvalidModel', error: expect.stringContaining('Cannot load model "worse": "name"') },
    });
    expect((await get('nope')).status).toBe(404);
  });
});
