import { z } from 'zod';
import { type ScoringError, toScoringError } from '../../scoring/scoring-error.ts';
import type { Job } from '../job.ts';
import { isJobId, toJobId } from '../job-id.ts';
import type { JobRunner } from '../job-runner.ts';
import type { JobRequest } from './start-from-request.ts';
import type { JobStarter } from './start-job.ts';

export interface JobMessage {
  /** Identifies the message: delivered again, it is the same job. */
  readonly id: string;
  /** What `POST /jobs` takes. */
  readonly body: unknown;
}

export interface MessageStarterDependencies {
  readonly starter: JobStarter;
  readonly startFromRequest: (request: JobRequest, runner: JobRunner) => Promise<Job>;
  /** The model of messages that name none. */
  readonly defaultModel: string | undefined;
}

/** Starts the job that a message asks for. What is wrong with the message becomes a job that has failed, for all to see. */
export function createMessageStarter({
  starter,
  startFromRequest,
  defaultModel,
}: MessageStarterDependencies) {
  const refuse = (message: JobMessage, error: ScoringError): Promise<Job> => {
    const asked = named.safeParse(message.body).data ?? {};
    const { id, model = defaultModel ?? '', input = '' } = asked;
    return starter.recordFailure(
      {
        id: id !== undefined && isJobId(id) ? id : toJobId(model, ['queue', message.id]),
        model,
        trigger: { kind: 'queue', messageId: message.id },
        input: { path: input },
      },
      error,
    );
  };

  return {
    start: async (message: JobMessage, runner: JobRunner): Promise<Job> => {
      const trigger = { kind: 'queue', messageId: message.id } as const;
      try {
        return await startFromRequest({ body: message.body, trigger, model: defaultModel }, runner);
      } catch (thrown) {
        const error = toScoringError(thrown);
        if (error.retryable) throw error;
        return refuse(message, error);
      }
    },
    /** Records that a message was given up. */
    giveUp: (message: JobMessage, error: ScoringError): Promise<Job> => refuse(message, error),
  };
}

/** As much of a body as a failed job can show. */
const named = z.object({
  id: z.string().optional().catch(undefined),
  model: z.string().max(100).optional().catch(undefined),
  input: z.string().max(1024).optional().catch(undefined),
});
