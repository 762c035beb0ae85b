import { priceOf, priceTable } from '../src/advice/prices.ts';

const hoursPerMonth = 730;
const secondsPerMonth = hoursPerMonth * 3600;
const premium = { vcpus: 1, gb: 3.5 };
const flexGb = 2;
/** What an app that does nothing tells in a month; the first 5 GB of a subscription are free and not taken off. */
const idleLogsGb = 0.3;
/** Limits of the three containers with autoscale, as the templates set them, in hundreds of request units a second. */
const autoscaleHundreds = (1_000 + 10_000 + 1_000) / 100;

export const profiles = ['warm', 'frugal', 'zero'] as const;
export type Profile = (typeof profiles)[number];

/** US dollars a month that a profile costs while nobody asks it anything, by what they are paid for. */
export function listIdleCosts(profile: Profile): Readonly<Record<'compute' | 'serviceBus' | 'logs', number>> {
  const compute = {
    warm:
      hoursPerMonth * (premium.vcpus * priceOf('premiumVcpuHour') + premium.gb * priceOf('premiumGbHour')),
    frugal: secondsPerMonth * flexGb * priceOf('flexReadyGbSecond'),
    zero: 0,
  };
  return {
    compute: compute[profile],
    serviceBus: hoursPerMonth * priceOf('serviceBusStandardHour'),
    logs: idleLogsGb * priceOf('logsGb'),
  };
}

/** US dollars a month that Cosmos DB with autoscale costs at its floor, a tenth of the limit; serverless costs nothing then. */
export const autoscaleFloor =
  (hoursPerMonth * autoscaleHundreds * priceOf('cosmosAutoscaleHundredHour')) / 10;

export interface Load {
  /** Requests, or records of jobs, that an instance takes in a second. */
  readonly perSecond: number;
}

/** US dollars for a million requests of one record, on instances that are busy as long as requests come. */
export function costOfMillionRequests(profile: Profile, { perSecond }: Load): number {
  const seconds = 1e6 / perSecond;
  if (profile === 'warm') {
    return (
      (seconds / 3600) * (premium.vcpus * priceOf('premiumVcpuHour') + premium.gb * priceOf('premiumGbHour'))
    );
  }
  const gbSecond =
    profile === 'frugal'
      ? priceOf('flexReadyGbSecond') + priceOf('flexReadyBusyGbSecond')
      : priceOf('flexGbSecond');
  return seconds * flexGb * gbSecond + priceOf('flexMillionExecutions');
}

/** US dollars for a million records of a job: computing, and keeping each prediction in the database where it is kept. */
export function costOfMillionRecords({ perSecond }: Load, requestUnitsPerRecord: number): number {
  const computing = (1e6 / perSecond) * flexGb * priceOf('flexGbSecond');
  return computing + requestUnitsPerRecord * priceOf('cosmosMillionRequestUnits');
}

/** The table of docs/deploy.md. */
export function formatProfileCosts(): string {
  const usd = (value: number): string => value.toFixed(2);
  const rows = profiles.map((profile) => {
    const costs = listIdleCosts(profile);
    const sum = costs.compute + costs.serviceBus + costs.logs;
    const busy = costOfMillionRequests(profile, { perSecond: 200 });
    const cells = [costs.compute, costs.serviceBus, costs.logs, sum, sum + autoscaleFloor, busy].map(usd);
    return `| \`${profile}\` | ${cells.join(' | ')} |`;
  });
  const head =
    '| profile | computing | Service Bus | logs | idle, serverless | idle, autoscale | busy, a million requests |';
  const { currency, region, date } = priceTable;
  return [
    head,
    `| --- |${' --- |'.repeat(6)}`,
    ...rows,
    '',
    `${currency} a month in ${region}, prices of ${date}.`,
  ].join('\n');
}
