import type { Job } from '../job.ts';
import type { LedgerEntry } from '../ledger.ts';
import { prices } from '../plan/prices.ts';

/** What a chunk took, from reading to its ledger entry. */
type ChunkUse = Pick<LedgerEntry, 'ms' | 'charge'>;

/** What a job took and what that costs, without the free grants and what is billed at rest. */
export interface JobCost {
  readonly currency: string;
  readonly total: number;
  /** Of the total, what was spent before the job was resumed or retried; the rest tells of what came after. */
  readonly earlier?: number;
  readonly compute: number;
  readonly database: number;
  readonly storage: number;
  readonly gbSeconds: number;
  readonly requestUnits: number;
  readonly executions: number;
  /** Operations on blobs and queues. */
  readonly transactions: number;
  readonly pricedAt: string;
  readonly basis: string;
}

/** As the templates deploy it: memory of an instance, chunks that it scores at once. */
const instanceGb = 2;
const lanesPerInstance = 2;
/** Planning, finishing, and the orchestrations' own turns. */
const secondsPerJob = 3;
const executionsPerJob = 10;
const executionsPerChunk = 3;
/** Lines, ledger entry, summary. */
const blobWritesPerChunk = 3;
const queueOperationsPerChunk = 12;

/** What a job has cost by now. */
export function toJobCost({ spent }: Pick<Job, 'spent'>, entries: readonly LedgerEntry[]): JobCost {
  if (spent === undefined) return toActualCost(entries);
  const cost = toActualCost(entries.filter(({ attempt }) => attempt > spent.attempt));
  return { ...cost, total: toMoney(cost.total + spent.total), earlier: spent.total };
}

/** Prices what was measured - time of the chunks, request units - and what each chunk is known to take besides. */
function toActualCost(entries: readonly ChunkUse[]): JobCost {
  const chunks = entries.length;
  const chunkSeconds = entries.reduce((sum, { ms }) => sum + ms / 1000, 0);
  const requestUnits = entries.reduce((sum, entry) => sum + entry.charge, 0);
  const gbSeconds = (chunkSeconds / lanesPerInstance + secondsPerJob) * instanceGb;
  const executions = executionsPerJob + chunks * executionsPerChunk;
  const writes = chunks * blobWritesPerChunk;
  const operations = chunks * queueOperationsPerChunk;
  const compute = gbSeconds * prices.flexGbSecond + (executions / 1e6) * prices.flexMillionExecutions;
  const database = (requestUnits / 1e6) * prices.cosmosMillionRequestUnits;
  const storage =
    (writes * prices.blobTenThousandWrites + operations * prices.queueTenThousandOperations) / 1e4;
  return {
    currency: prices.currency,
    total: toMoney(compute + database + storage),
    compute: toMoney(compute),
    database: toMoney(database),
    storage: toMoney(storage),
    gbSeconds: Math.round(gbSeconds * 10) / 10,
    requestUnits: Math.round(requestUnits),
    executions,
    transactions: writes + operations,
    pricedAt: prices.date,
    basis: `Flex Consumption with ${instanceGb} GB and ${lanesPerInstance} chunks at once an instance, serverless Cosmos DB, ${prices.region}`,
  };
}

/** To a hundred-thousandth: a small job costs less than a cent. */
function toMoney(amount: number): number {
  return Math.round(amount * 1e5) / 1e5;
}
