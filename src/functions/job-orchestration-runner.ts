import * as df from 'durable-functions';
import type { DurableClient } from 'durable-functions';
import type { InvocationContext } from '@azure/functions';
import type { JobRunner } from '../jobs/job-runner.ts';

const durableClient = df.input.durableClient();

/** The binding that a function needs to start jobs. */
export const jobRunnerInputs = [durableClient];

/** Runs jobs as Durable orchestrations, by the client that this invocation was given. */
export function toJobRunner(context: InvocationContext): JobRunner {
  const client = df.getClient(context);
  return {
    async ensureRunning(job, attempt) {
      const instanceId = attempt === 1 ? job : `${job}.${attempt}`;
      if (await isRunning(client, instanceId)) return;
      try {
        await client.startNew('score-job', { instanceId, input: { job, attempt } });
      } catch (thrown) {
        // Another starter of the same job came first.
        if (!(await isRunning(client, instanceId))) throw thrown;
      }
    },
  };
}

const runningStatuses: readonly string[] = ['Pending', 'Running', 'ContinuedAsNew', 'Suspended'];

/** The client throws for an id that it does not know, and tells so in the message only. */
async function isRunning(client: DurableClient, instanceId: string): Promise<boolean> {
  try {
    const { runtimeStatus } = await client.getStatus(instanceId);
    return runningStatuses.includes(runtimeStatus);
  } catch (thrown) {
    if (thrown instanceof Error && thrown.message.includes('HTTP 404')) return false;
    throw thrown;
  }
}
