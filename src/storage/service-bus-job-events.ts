import type { ServiceBusClient, ServiceBusMessage } from '@azure/service-bus';
import type { Job } from '../jobs/job.ts';
import type { JobEvents } from '../jobs/job-events.ts';
import { toJobAnswer } from '../jobs/start/parse-job.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import type { ServiceConnection } from './service-connection.ts';

const topic = 'job-events';
const timeoutMs = 30_000;

/** Publishes the end of jobs on the topic `job-events`; connects when the first job ends. */
export function createServiceBusJobEvents(connection: ServiceConnection): JobEvents {
  let opening: Promise<ServiceBusClient> | undefined;
  const open = (): Promise<ServiceBusClient> => {
    opening ??= openClient(connection).catch((thrown: unknown) => {
      opening = undefined;
      throw thrown;
    });
    return opening;
  };

  return {
    finished: async (job) => {
      const client = await open();
      const sender = client.createSender(topic);
      try {
        await sender.sendMessages(toMessage(job), { abortSignal: AbortSignal.timeout(timeoutMs) });
      } catch (cause) {
        throw new ScoringError('Unavailable', `Cannot tell that job "${job.id}" is over`, { cause });
      } finally {
        await sender.close();
      }
    },
  };
}

/** The client is loaded only where jobs end: it would lengthen the cold start of everything else. */
async function openClient(connection: ServiceConnection): Promise<ServiceBusClient> {
  const { createServiceBusClient } = await import('./service-bus-client.ts');
  return createServiceBusClient(connection, timeoutMs / 3);
}

/** The message id makes a repetition known as such; subscribers filter by the properties. */
function toMessage(job: Job): ServiceBusMessage {
  const { id, model, status, createdAt } = job;
  return {
    messageId: `${id}:${createdAt}:${job.attempt}:${status}`,
    subject: `Job${status}`,
    contentType: 'application/json',
    applicationProperties: { job: id, model, status },
    body: toJobAnswer(job),
  };
}
