import { estimateJob } from '../jobs/plan/estimate-job.ts';
import type { CostLine } from './cost-option.ts';
import type { BatchUse, RealTimeUse } from './decide.ts';
import { priceOf } from './prices.ts';
import { chooseRunSettings } from './run-settings.ts';
import { toCount, toNumber } from './to-words.ts';
import { hoursPerMonth, type Workload } from './workload.ts';

/** State and prediction of a device, read and written in one transactional batch; an assumption. */
const requestUnitsPerEvent = 20;

/** What a run of a batch costs by the same estimate that a plan of the job tells. */
export function estimateRun(use: BatchUse, msPerRecord: number) {
  const { chunks, max_concurrency: lanes } = chooseRunSettings(use, msPerRecord);
  return estimateJob({ records: use.records, chunks, lanes, msPerRecord });
}

/** Compute, database and storage of all runs of a month. */
export function toBatchLines({ msPerRecord }: Workload, uses: readonly BatchUse[]): readonly CostLine[] {
  return uses.flatMap((use) => {
    const { cost } = estimateRun(use, msPerRecord);
    const runs = toCount(use.runsPerMonth, 'run');
    const line = (what: string, usd: number): CostLine => ({
      what: `jobs: ${what}`,
      usd: use.runsPerMonth * usd,
      formula: `${runs} x ${toNumber(usd)} for ${toCount(use.records, 'record')}`,
    });
    return [line('compute', cost.compute), line('Cosmos DB', cost.database), line('storage', cost.storage)];
  });
}

/** What is there in each profile, whether anything runs or not, and the database of events. */
export function toServiceLines(realTime: RealTimeUse | undefined): readonly CostLine[] {
  const bus = priceOf('serviceBusStandardHour');
  const namespace = {
    what: 'Service Bus',
    usd: hoursPerMonth * bus,
    formula: `${hoursPerMonth} h x ${bus}`,
  };
  if (realTime?.by.includes('queue') !== true) return [namespace];
  const unit = priceOf('cosmosMillionRequestUnits');
  return [
    namespace,
    {
      what: 'events: Cosmos DB',
      usd: ((realTime.perMonth * requestUnitsPerEvent) / 1e6) * unit,
      formula: `${toCount(realTime.perMonth, 'event')} x ${requestUnitsPerEvent} RU / 1,000,000 x ${unit}`,
    },
  ];
}
