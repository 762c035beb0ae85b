import { isFinished } from '../store/instance.ts';
import { empty, json, type ApiReply } from './api-reply.ts';
import type { ApiRequest } from './api-request.ts';
import type { InstanceClient } from './instance-client.ts';
import { toFilter } from './query-instances.ts';

/** DELETE instances/{id}. */
export function purgeInstance(request: ApiRequest, client: InstanceClient): ApiReply {
  const instanceId = request.segments[1] ?? '';
  const instance = client.find(instanceId);
  if (instance === undefined) return empty(404);
  if (!isFinished(instance.status)) {
    return json(
      412,
      `Only orchestrations in a terminal state can be purged, but the orchestration with instance ID ${instanceId} has status ${instance.status}`,
    );
  }
  client.purge([instanceId]);
  return json(200, { instancesDeleted: 1 });
}

/** DELETE instances, those of a filter. */
export function purgeInstances(request: ApiRequest, client: InstanceClient): ApiReply {
  const filter = toFilter(request);
  if (filter.createdFromMs === undefined)
    return json(400, "Please provide value for 'createdTimeFrom' parameter.");
  const found = client.list(filter).filter(({ status }) => isFinished(status));
  if (found.length === 0) return empty(404);
  client.purge(found.map(({ instanceId }) => instanceId));
  return json(200, { instancesDeleted: found.length });
}
