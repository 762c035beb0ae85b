import * as df from 'durable-functions';
import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import type { InvocationContext } from '@azure/functions';
import type { JobRun, JobRuns } from '../jobs/job-runner.ts';
import { toReason } from './orchestration-steps.ts';

const durableClient = df.input.durableClient();

/** The binding that a function needs to start jobs. */
export const jobRunnerInputs = [durableClient];

/** Runs jobs as Durable orchestrations, by the client that this invocation was given. */
export function toJobRunner(context: InvocationContext): JobRuns {
  return createJobRuns(df.getClient(context));
}

/** The orchestrations of jobs: `<job>`, and `<job>.<attempt>` from the second attempt on. */
export function createJobRuns(client: DurableClient): JobRuns {
  const find = async (job: string, attempt: number): Promise<JobRun | undefined> => {
    const status = await readStatus(client, toInstanceId(job, attempt));
    return status && toRun(status);
  };
  const isRunning = async (job: string, attempt: number) => (await find(job, attempt))?.state === 'running';
  return {
    find,
    async ensureRunning(job, attempt) {
      if (await isRunning(job, attempt)) return;
      const instanceId = toInstanceId(job, attempt);
      try {
        await client.startNew('score-job', { instanceId, input: { job, attempt } });
      } catch (thrown) {
        // Another starter of the same job came first.
        if (!(await isRunning(job, attempt))) throw thrown;
      }
    },
    async stop(job, attempt, reason) {
      if (!(await isRunning(job, attempt))) return;
      try {
        await client.terminate(toInstanceId(job, attempt), reason);
      } catch (thrown) {
        // It may have ended by itself meanwhile.
        if (await isRunning(job, attempt)) throw thrown;
      }
    },
  };
}

function toInstanceId(job: string, attempt: number): string {
  return attempt === 1 ? job : `${job}.${attempt}`;
}

/** The client throws for an id that it does not know, and tells so in the message only. */
async function readStatus(
  client: DurableClient,
  instanceId: string,
): Promise<DurableOrchestrationStatus | undefined> {
  try {
    return await client.getStatus(instanceId);
  } catch (thrown) {
    if (thrown instanceof Error && thrown.message.includes('HTTP 404')) return undefined;
    throw thrown;
  }
}

const runningStatuses: readonly string[] = ['Pending', 'Running', 'ContinuedAsNew', 'Suspended'];

function toRun({ runtimeStatus, output }: DurableOrchestrationStatus): JobRun {
  if (runningStatuses.includes(runtimeStatus)) return { state: 'running' };
  if (runtimeStatus !== df.OrchestrationRuntimeStatus.Failed) return { state: 'ended' };
  return { state: 'failed', reason: toReason(typeof output === 'string' ? output : JSON.stringify(output)) };
}
