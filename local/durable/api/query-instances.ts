import { isFinished, instanceStatuses, type Instance, type InstanceStatus } from '../store/instance.ts';
import type { InstanceFilter } from '../store/instance-table.ts';
import { empty, json, type ApiReply } from './api-reply.ts';
import type { ApiRequest } from './api-request.ts';
import { toHistoryDocument } from './history-document.ts';
import type { InstanceClient } from './instance-client.ts';
import { toStatusDocument } from './status-document.ts';

const defaultPageSize = 100;

/** GET instances/{id}. */
export function getInstance(request: ApiRequest, client: InstanceClient): ApiReply {
  const instance = client.find(request.segments[1] ?? '');
  if (instance === undefined) return empty(404);
  const document = toDocument(instance, request, client);
  if (!isFinished(instance.status)) {
    return json(202, document, { Location: request.url.href, 'Retry-After': '5' });
  }
  const isError = instance.status === 'Failed' && isTrue(request, 'returnInternalServerErrorOnFailure');
  return json(isError ? 500 : 200, document);
}

function toDocument(instance: Instance, request: ApiRequest, client: InstanceClient): object {
  const status = toStatusDocument(instance, { showInput: showsInput(request) });
  if (!isTrue(request, 'showHistory') || instance.status === 'Pending') return status;
  const showOutput = isTrue(request, 'showHistoryOutput');
  return { ...status, historyEvents: toHistoryDocument(client.history(instance.instanceId), { showOutput }) };
}

/** GET instances, a page at a time. */
export function listInstances(request: ApiRequest, client: InstanceClient): ApiReply {
  const top = Math.trunc(Number(request.url.searchParams.get('top') ?? defaultPageSize));
  const pageSize = top > 0 ? top : defaultPageSize;
  const fromId =
    request.continuationToken && Buffer.from(request.continuationToken, 'base64').toString('utf8');
  const found = client.list({ ...toFilter(request), ...(fromId ? { fromId } : {}), limit: pageSize + 1 });
  const next = found[pageSize]?.instanceId ?? '';
  const page = found
    .slice(0, pageSize)
    .map((one) => toStatusDocument(one, { showInput: showsInput(request) }));
  return json(200, page, { 'x-ms-continuation-token': Buffer.from(next).toString('base64') });
}

/** Reads the filter of a query; statuses that there are none of are left out. */
export function toFilter({ url: { searchParams } }: ApiRequest): InstanceFilter {
  const given = searchParams.getAll('runtimeStatus').flatMap((value) => value.split(','));
  const statuses = given.flatMap((name) => toStatus(name) ?? []);
  const createdFromMs = toMoment(searchParams.get('createdTimeFrom'));
  const createdToMs = toMoment(searchParams.get('createdTimeTo'));
  const idPrefix = searchParams.get('instanceIdPrefix');
  return {
    statuses,
    ...(createdFromMs === undefined ? {} : { createdFromMs }),
    ...(createdToMs === undefined ? {} : { createdToMs }),
    ...(idPrefix === null ? {} : { idPrefix }),
  };
}

const toStatus = (name: string): InstanceStatus | undefined =>
  instanceStatuses.find((status) => status.toLowerCase() === name.trim().toLowerCase());

function toMoment(text: string | null): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

const isTrue = ({ url }: ApiRequest, name: string): boolean =>
  url.searchParams.get(name)?.toLowerCase() === 'true';

const showsInput = ({ url }: ApiRequest): boolean =>
  url.searchParams.get('showInput')?.toLowerCase() !== 'false';
