import type { Instance } from '../store/instance.ts';
import { empty, json, type ApiReply } from './api-reply.ts';
import type { ApiRequest } from './api-request.ts';
import type { InstanceClient, SendResult } from './instance-client.ts';
import { parseJsonBody } from './json-body.ts';
import { toStarted } from './start-orchestration.ts';

const statusOfSend: Record<SendResult, number> = { sent: 202, unknown: 404, finished: 410 };

/** POST instances/{id}/{verb}[/{event}]. */
export function controlInstance(request: ApiRequest, client: InstanceClient): ApiReply {
  const [, instanceId = '', verb = '', event] = request.segments;
  const reason = request.url.searchParams.get('reason') ?? '';
  switch (verb.toLowerCase()) {
    case 'raiseevent':
      return event === undefined ? empty(404) : raiseEvent(request, client, { instanceId, event });
    case 'terminate':
      return empty(statusOfSend[client.terminate(instanceId, reason)]);
    case 'suspend':
      return (
        refuse(client.find(instanceId), 'suspend') ?? empty(statusOfSend[client.suspend(instanceId, reason)])
      );
    case 'resume':
      return (
        refuse(client.find(instanceId), 'resume') ?? empty(statusOfSend[client.resume(instanceId, reason)])
      );
    case 'rewind':
      return rewind(instanceId, reason, client);
    case 'restart':
      return restart(request, client);
    default:
      return empty(404);
  }
}

function raiseEvent(
  { body, contentType }: ApiRequest,
  client: InstanceClient,
  { instanceId, event }: { instanceId: string; event: string },
): ApiReply {
  if (!/^application\/(.+\+)?json/i.test(contentType)) {
    return json(400, { Message: 'Only application/json request content is supported' });
  }
  const input = parseJsonBody(body);
  return empty(statusOfSend[client.raiseEvent(instanceId, { name: event, input })]);
}

// An instance that is suspended cannot be suspended again, nor a running one be resumed.
function refuse(instance: Instance | undefined, verb: 'suspend' | 'resume'): ApiReply | undefined {
  if (instance?.status !== (verb === 'suspend' ? 'Suspended' : 'Running')) return undefined;
  const why = `Cannot ${verb} the orchestration instance ${instance.instanceId} because instance is in the ${instance.status} state.`;
  return json(500, {
    Message: 'Something went wrong while processing your request',
    ExceptionMessage: why,
    ExceptionType: 'System.InvalidOperationException',
  });
}

function rewind(instanceId: string, reason: string, client: InstanceClient): ApiReply {
  const status = client.find(instanceId)?.status;
  if (status === undefined) return json(404, `No orchestration with instance ID "$${instanceId}" found.`);
  if (status !== 'Failed') {
    return json(
      412,
      `This orchestration has status ${status}, but only orchestrations in the "Failed" state can be rewound.`,
    );
  }
  client.rewind(instanceId, reason);
  return empty(202);
}

function restart(request: ApiRequest, client: InstanceClient): ApiReply {
  const instanceId = request.segments[1] ?? '';
  const instance = client.find(instanceId);
  if (instance === undefined) return json(400, toUnknownToRestart(instanceId));
  const keepsId = request.url.searchParams.get('restartWithNewInstanceId')?.toLowerCase() === 'false';
  const { name, input } = instance;
  const started = client.start({ name, input, instanceId: keepsId ? instanceId : undefined });
  if (started.kind === 'started') return toStarted(started.instanceId, request);
  return json(409, {
    Message: `An Orchestration instance with the status ${started.status} already exists.`,
  });
}

const toUnknownToRestart = (instanceId: string): object => ({
  Message: 'InstanceId does not match a valid orchestration instance.',
  ExceptionMessage: `No instance with ID '${instanceId}' was found. (Parameter 'instanceId')`,
  ExceptionType: 'System.ArgumentException',
});
