import { app } from '@azure/functions';
import * as df from 'durable-functions';
import type { DurableClient } from 'durable-functions';
import type { PurgeReport, PurgeSpan } from '../jobs/control/purge-histories.ts';
import { jobRunnerInputs } from './job-orchestration-runner.ts';

const { Completed, Failed, Terminated, Canceled } = df.OrchestrationRuntimeStatus;
const ended = [Completed, Failed, Terminated, Canceled];

const maxRunMs = 4 * 60_000;

/** Purges the histories of orchestrations that ended some days ago, each hour. */
export function registerPurge(
  purgeHistories: (purge: PurgeSpan, signal: AbortSignal) => Promise<PurgeReport>,
): void {
  app.timer('purge', {
    schedule: '0 23 * * * *',
    extraInputs: jobRunnerInputs,
    handler: async (_timer, context) => {
      const purge = toPurgeSpan(df.getClient(context));
      const { deleted, upTo } = await purgeHistories(purge, AbortSignal.timeout(maxRunMs));
      context.log(`Purged ${deleted} histories, up to ${upTo.toISOString()}`);
    },
  });
}

export function toPurgeSpan(client: Pick<DurableClient, 'purgeInstanceHistoryBy'>): PurgeSpan {
  return async (createdTimeFrom, createdTimeTo) => {
    const filter = { createdTimeFrom, createdTimeTo, runtimeStatus: ended };
    return (await client.purgeInstanceHistoryBy(filter)).instancesDeleted;
  };
}
