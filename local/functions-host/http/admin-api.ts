import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { FunctionMetadata } from '../invoker.ts';
import { triggerOf } from '../invoker.ts';
import { sendEmpty, sendJson } from './http-response.ts';

export interface AdminApiOptions {
  readonly functions: readonly FunctionMetadata[];
  readonly hostVersion: string;
  readonly appDirectory: string;
  readonly routePrefix: string;
  /** Runs a function by hand with the text given as `input`; false where no trigger takes it. */
  readonly runByHand: (functionName: string, input: string) => void;
}

const runSchema = z.object({ input: z.string().optional() }).optional();

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/** The host's own API below `/admin`: status, the functions, and running one by hand. */
export function createAdminApi({
  functions,
  hostVersion,
  appDirectory,
  routePrefix,
  runByHand,
}: AdminApiOptions) {
  const startedAt = Date.now();

  const describe = (metadata: FunctionMetadata, origin: string) => {
    const trigger = triggerOf(metadata);
    const route = typeof trigger.route === 'string' ? trigger.route : metadata.name.toLowerCase();
    const path = [routePrefix, route].filter((part) => part !== '').join('/');
    return {
      name: metadata.name,
      script_root_path_href: null,
      script_href: `${origin}/admin/vfs/app/index.js`,
      config_href: null,
      test_data_href: `${origin}/admin/vfs/functions-data/${metadata.name}.dat`,
      href: `${origin}/admin/functions/${metadata.name}`,
      invoke_url_template: trigger.type === 'httpTrigger' ? `${origin}/${path}` : null,
      language: 'node',
      config: {
        name: metadata.name,
        entryPoint: '',
        scriptFile: 'index.js',
        language: 'node',
        functionDirectory: appDirectory,
        bindings: Object.values(metadata.bindings),
      },
      files: null,
      test_data: '',
      isDisabled: false,
      isDirect: false,
      isProxy: false,
    };
  };

  const status = () => ({
    id: 'onscore-local',
    state: 'Running',
    version: hostVersion,
    versionDetails: hostVersion,
    platformVersion: '',
    instanceId: '',
    computerName: '',
    processUptime: Date.now() - startedAt,
    functionAppContentEditingState: 'Unknown',
  });

  const run = async (name: string, request: IncomingMessage, response: ServerResponse) => {
    const isJson = /[/+]json\b/i.test(request.headers['content-type'] ?? '');
    const text = await readText(request);
    if (text !== '' && !isJson) return sendEmpty(response, 415);
    const parsed = runSchema.safeParse(text === '' ? undefined : parseJson(text));
    if (!parsed.success) return sendEmpty(response, 400);
    runByHand(name, parsed.data?.input ?? '');
    sendEmpty(response, 202);
  };

  /** `path` is below `/admin/`, without query. */
  return async function answerAdmin(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> {
    const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
    const [area, name, detail] = path.split('/');
    const metadata = functions.find((candidate) => candidate.name.toLowerCase() === name?.toLowerCase());
    if (path === 'host/ping')
      return sendEmpty(response, 200, { 'Cache-Control': 'no-store,no-cache', Pragma: 'no-cache' });
    if (path === 'host/status') return sendJson(response, 200, status());
    if (path === 'functions')
      return sendJson(
        response,
        200,
        functions.map((each) => describe(each, origin)),
      );
    if (area !== 'functions' || metadata === undefined) return sendEmpty(response, 404);
    if (request.method === 'POST' && detail === undefined) return run(metadata.name, request, response);
    if (detail === 'status') return sendJson(response, 200, {});
    if (detail === undefined) return sendJson(response, 200, describe(metadata, origin));
    return sendEmpty(response, 404);
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
