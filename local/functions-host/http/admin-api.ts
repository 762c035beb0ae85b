import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { FunctionMetadata } from '../invoker.ts';
import { describeFunction } from './describe-function.ts';
import { hasJsonBody } from './http-request-data.ts';
import { sendEmpty, sendJson } from './http-response.ts';

export interface AdminApiOptions {
  readonly functions: readonly FunctionMetadata[];
  readonly hostVersion: string;
  /** As host.json names it; undefined where it names none. */
  readonly extensionBundle: { readonly id: string; readonly version: string } | undefined;
  readonly appDirectory: string;
  readonly routePrefix: string;
  /** Runs a function by hand, with the text given as `input` if there was one. */
  readonly runByHand: (functionName: string, input: string | undefined) => void;
}

/** Answers a request below `/admin/` (`path` is what follows); false where the host has no such path. */
export type AdminApi = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<boolean>;

const runSchema = z.object({ input: z.string().optional() });

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Paths that ask for no key. */
export const isOpenAdminPath = (path: string): boolean => /^(host\/ping|warmup)$/i.test(path);

/** The host's own API below `/admin`: its status, the functions, and running one by hand. */
export function createAdminApi(options: AdminApiOptions): AdminApi {
  const startedAt = Date.now();
  const functions = options.functions.toSorted((a, b) =>
    a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1,
  );
  const find = (name: string | undefined) =>
    functions.find((metadata) => metadata.name.toLowerCase() === name?.toLowerCase());

  const status = () => ({
    id: 'onscore-local',
    state: 'Running',
    version: options.hostVersion,
    versionDetails: options.hostVersion,
    platformVersion: '',
    instanceId: '',
    computerName: '',
    processUptime: Date.now() - startedAt,
    functionAppContentEditingState: 'Unknown',
    ...(options.extensionBundle === undefined ? {} : { extensionBundle: options.extensionBundle }),
  });

  const run = async (name: string, request: IncomingMessage, response: ServerResponse) => {
    const text = await readText(request);
    const parsed = runSchema.safeParse(parseJson(text));
    if (!hasJsonBody(request)) sendEmpty(response, 415);
    else if (!parsed.success) sendEmpty(response, 400);
    else {
      options.runByHand(name, parsed.data.input);
      sendEmpty(response, 202);
    }
  };

  const answerFunction = async (request: IncomingMessage, response: ServerResponse, path: string) => {
    const [, name, detail] = path.split('/');
    const metadata = find(name);
    if (metadata === undefined) sendEmpty(response, 404);
    else if (detail === 'status') sendJson(response, {});
    else if (detail !== undefined) sendEmpty(response, 404);
    else if (request.method === 'POST') await run(metadata.name, request, response);
    else sendJson(response, describeFunction(metadata, { ...options, origin: originOf(request, 'http') }));
  };

  return async (request, response, path) => {
    if (/^functions\/./i.test(path)) await answerFunction(request, response, path);
    else if (/^functions$/i.test(path)) {
      // The real host says https in the list, whatever it listens on.
      const origin = originOf(request, 'https');
      sendJson(
        response,
        functions.map((each) => describeFunction(each, { ...options, origin })),
      );
    } else if (/^host\/status$/i.test(path)) sendJson(response, status());
    else if (/^host\/ping$/i.test(path))
      sendEmpty(response, 200, [
        ['Cache-Control', 'no-store,no-cache'],
        ['Pragma', 'no-cache'],
      ]);
    else if (/^warmup$/i.test(path)) sendEmpty(response, 200);
    else return false;
    return true;
  };
}

const originOf = (request: IncomingMessage, scheme: string) =>
  `${scheme}://${request.headers.host ?? '127.0.0.1'}`;
