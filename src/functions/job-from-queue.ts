import { app, type InvocationContext } from '@azure/functions';
import type { Job } from '../jobs/job.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import type { JobMessage } from '../jobs/start/start-from-message.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { jobRunnerInputs, toJobRunner } from './job-orchestration-runner.ts';
import { toJsonBody } from './json-body.ts';
import { withPatience } from './with-patience.ts';

export interface JobFromQueueOptions {
  readonly start: (message: JobMessage, runner: JobRunner) => Promise<Job>;
  readonly giveUp: (message: JobMessage, error: ScoringError) => Promise<Job>;
}

const queueName = 'jobs';

/** A message only starts its job. One that could not even do that, however often it was tried, becomes a failed job. */
export function registerJobFromQueue({ start, giveUp }: JobFromQueueOptions): void {
  app.serviceBusQueue('job-from-queue', {
    queueName,
    connection: 'ServiceBus',
    extraInputs: jobRunnerInputs,
    handler: async (body, context) => {
      const message = toJobMessage(body, context);
      const job = await withPatience(() => start(message, toJobRunner(context)));
      context.log(`Job ${job.id} of a message is ${job.status}`);
    },
  });
  app.serviceBusQueue('job-from-queue-dead-letter', {
    queueName: `${queueName}/$deadletterqueue`,
    connection: 'ServiceBus',
    handler: async (body, context) => {
      const { deadLetterReason: reason, deadLetterErrorDescription: description } =
        context.triggerMetadata ?? {};
      const why = [reason, description].filter((text) => typeof text === 'string').join(': ');
      const error = new ScoringError(
        'Unavailable',
        `Cannot start the job of a message: ${why || 'it was given up'}`,
      );
      const message = toJobMessage(body, context);
      const job = await withPatience(() => giveUp(message, error));
      context.warn(`Job ${job.id} of a dead message is ${job.status}`);
    },
  });
}

/** A sender that gives no message id gets one from its sequence number: the queue's own, and the same each time. */
export function toJobMessage(
  body: unknown,
  { triggerMetadata = {} }: Pick<InvocationContext, 'triggerMetadata'>,
): JobMessage {
  const { messageId, sequenceNumber } = triggerMetadata;
  const id = [messageId, sequenceNumber].find(
    (value) => typeof value === 'string' || typeof value === 'number',
  );
  return { id: String(id), body: toJsonBody(body) };
}
