/** The one table of prices, dated: job estimates, the advisor and the profiles of the templates read it. */

/** Pay-as-you-go list price. */
export interface Price {
  readonly usd: number;
  /** What one pays it for. */
  readonly per: string;
  /** Where Microsoft publishes it: the page named is what holds. */
  readonly source: string;
  /**
   * `quoted`: public documents quote it so from that page or from the Retail Prices API.
   * `assumed`: no quotation was found; look it up before you rely on it.
   */
  readonly basis: 'quoted' | 'assumed';
}

const pricing = (page: string): string => `https://azure.microsoft.com/pricing/details/${page}/`;
const functions = pricing('functions');
const cosmos = pricing('cosmos-db/autoscale-provisioned');
const machineLearning = 'https://learn.microsoft.com/azure/machine-learning/concept-plan-manage-cost';

export const priceTable = {
  currency: 'USD',
  region: 'East US',
  /** When all of them were last gone over. */
  date: '2026-11-23',
  prices: {
    premiumVcpuHour: { usd: 0.173, per: 'vCPU and hour', source: functions, basis: 'quoted' },
    premiumGbHour: { usd: 0.0123, per: 'GB and hour', source: functions, basis: 'quoted' },
    flexGbSecond: { usd: 2.6e-5, per: 'GB-second on demand', source: functions, basis: 'quoted' },
    flexMillionExecutions: { usd: 0.4, per: 'million executions', source: functions, basis: 'quoted' },
    flexReadyGbSecond: { usd: 4e-6, per: 'GB-second kept ready', source: functions, basis: 'quoted' },
    flexReadyBusyGbSecond: {
      usd: 1.6e-5,
      per: 'GB-second in which an instance that is kept ready works, beside that of keeping it',
      source: functions,
      basis: 'quoted',
    },
    cosmosMillionRequestUnits: {
      usd: 0.25,
      per: 'million request units, serverless',
      source: pricing('cosmos-db/serverless'),
      basis: 'quoted',
    },
    cosmosAutoscaleHundredHour: {
      usd: 0.012,
      per: '100 RU/s and hour, autoscale, of the highest reached and at least a tenth of the limit',
      source: cosmos,
      basis: 'quoted',
    },
    cosmosGbMonth: { usd: 0.25, per: 'GB and month', source: cosmos, basis: 'quoted' },
    blobTenThousandWrites: {
      usd: 0.05,
      per: '10,000 writes of block blobs, hot, LRS',
      source: pricing('storage/blobs'),
      basis: 'assumed',
    },
    blobGbMonth: {
      usd: 0.018,
      per: 'GB and month, hot, LRS',
      source: pricing('storage/blobs'),
      basis: 'quoted',
    },
    queueTenThousandOperations: {
      usd: 0.004,
      per: '10,000 operations on queues of a StorageV2 account, LRS',
      source: pricing('storage/queues'),
      basis: 'quoted',
    },
    serviceBusStandardHour: {
      usd: 0.0135,
      per: 'hour of a standard namespace, 13 million operations a month included',
      source: pricing('service-bus'),
      basis: 'quoted',
    },
    eventGridMillionOperations: {
      usd: 0.6,
      per: 'million operations',
      source: pricing('event-grid'),
      basis: 'quoted',
    },
    logsGb: { usd: 2.3, per: 'GB of logs taken in', source: pricing('monitor'), basis: 'quoted' },
    containerVcpuHour: {
      usd: 0.0405,
      per: 'vCPU and hour in Container Instances, Linux',
      source: pricing('container-instances'),
      basis: 'quoted',
    },
    containerGbHour: {
      usd: 0.00445,
      per: 'GB and hour in Container Instances, Linux',
      source: pricing('container-instances'),
      basis: 'quoted',
    },
    vmD2sHour: {
      usd: 0.096,
      per: 'hour of a Standard_D2s_v5, 2 vCPU, 8 GB, Linux',
      source: pricing('virtual-machines/linux'),
      basis: 'quoted',
    },
    aksStandardHour: {
      usd: 0.1,
      per: 'hour of a cluster in the standard tier',
      source: pricing('kubernetes-service'),
      basis: 'quoted',
    },
    loadBalancerHour: {
      usd: 0.025,
      per: 'hour of a standard load balancer with up to five rules',
      source: pricing('load-balancer'),
      basis: 'assumed',
    },
    registryBasicDay: {
      usd: 0.1666,
      per: 'day of a basic container registry',
      source: pricing('container-registry'),
      basis: 'quoted',
    },
    machineLearningBalancerDay: {
      usd: 0.33,
      per: 'day of the load balancer that a compute cluster has, also while it has no node',
      source: machineLearning,
      basis: 'quoted',
    },
  },
} as const satisfies PriceTable;

export interface PriceTable {
  readonly currency: string;
  readonly region: string;
  readonly date: string;
  readonly prices: Readonly<Record<string, Price>>;
}

export type PriceName = keyof typeof priceTable.prices;

/** The US dollars of a price of the table. */
export function priceOf(name: PriceName): number {
  return priceTable.prices[name].usd;
}
