import { setTimeout as sleep } from 'node:timers/promises';
import { isFinished } from '../store/instance.ts';
import { empty, json, type ApiReply } from './api-reply.ts';
import type { ApiRequest } from './api-request.ts';
import type { InstanceClient } from './instance-client.ts';
import { parseStartBody } from './json-body.ts';
import { parseOrText, toStatusDocument } from './status-document.ts';

/** POST orchestrators/{name}[/{id}], with `timeout` waiting for the end. */
export async function startOrchestration(request: ApiRequest, client: InstanceClient): Promise<ApiReply> {
  const [, name, instanceId] = request.segments;
  if (name === undefined || request.segments.length > 3) return empty(404);
  const input = request.body === '' ? null : parseStartBody(request.body);
  const started = client.start({ name, instanceId, input });
  if (started.kind === 'inUse') {
    return json(409, {
      Message: `An Orchestration instance with the status ${started.status} already exists.`,
    });
  }
  const timeoutMs = toMs(request.url.searchParams.get('timeout'));
  if (timeoutMs === undefined) return toStarted(started.instanceId, request);
  const pollingMs = toMs(request.url.searchParams.get('pollingInterval')) ?? 1_000;
  const finished = await waitForEnd(started.instanceId, client, { timeoutMs, pollingMs });
  return finished ?? toStarted(started.instanceId, request);
}

/** The answer for an orchestration that was started: where to ask for it. */
export function toStarted(instanceId: string, { urls }: ApiRequest): ApiReply {
  const links = urls.ofInstance(instanceId);
  return json(202, links, { Location: links.statusQueryGetUri ?? '', 'Retry-After': '10' });
}

function toMs(seconds: string | null): number | undefined {
  const value = Number(seconds ?? Number.NaN);
  return Number.isFinite(value) && value > 0 ? value * 1000 : undefined;
}

async function waitForEnd(
  instanceId: string,
  client: InstanceClient,
  { timeoutMs, pollingMs }: { timeoutMs: number; pollingMs: number },
): Promise<ApiReply | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const instance = client.find(instanceId);
    if (instance?.status === 'Completed') return json(200, parseOrText(instance.output));
    if (instance !== undefined && isFinished(instance.status)) {
      return json(200, toStatusDocument(instance, { showInput: true }));
    }
    const leftMs = deadline - Date.now();
    if (leftMs <= 0) return undefined;
    await sleep(Math.min(pollingMs, leftMs));
  }
}
