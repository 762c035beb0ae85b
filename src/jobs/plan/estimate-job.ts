import { prices } from './prices.ts';

export interface JobSize {
  readonly records: number;
  readonly chunks: number;
  /** Chunks at once. */
  readonly lanes: number;
  /** Milliseconds in which one worker scores a record, from its bytes to its line. */
  readonly msPerRecord: number;
}

export interface JobEstimate {
  /** From the start to the end, with as many instances as the lanes need. */
  readonly seconds: number;
  readonly requestUnits: number;
  /** Functions of the app that are run. */
  readonly executions: number;
  readonly cost: {
    readonly currency: string;
    readonly total: number;
    readonly compute: number;
    readonly database: number;
    readonly storage: number;
  };
  /** Of the prices. */
  readonly pricedAt: string;
}

/** Memory of the instances that the templates deploy. */
const instanceGb = 2;
/** Chunks that an instance scores at once (`maxConcurrentActivityFunctions` is no less). */
const lanesPerInstance = 2;
/** A prediction of a few columns as a document, written for the first time; twice that where one is replaced. */
const requestUnitsPerRecord = 5.4;
/** Activities besides scoring: planning, finishing, and the turns of the orchestrations that await each chunk. */
const executionsPerJob = 10;
const executionsPerChunk = 3;
/** What a chunk costs beside its records: reading, staging, its ledger entry, the messages that carry it. */
const secondsPerChunk = 0.5;
const secondsPerJob = 3;
const blobWritesPerChunk = 3;
const queueOperationsPerChunk = 12;

/** What a job will take, by the prices of the table beside this file; without the free grants, and nothing that is billed at rest. */
export function estimateJob({ records, chunks, lanes, msPerRecord }: JobSize): JobEstimate {
  const busySeconds = (records * msPerRecord) / 1000 + chunks * secondsPerChunk;
  const atOnce = Math.max(1, Math.min(lanes, chunks));
  const executions = executionsPerJob + chunks * executionsPerChunk;
  const requestUnits = Math.round(records * requestUnitsPerRecord);
  const gbSeconds = (busySeconds / lanesPerInstance + secondsPerJob) * instanceGb;
  const compute = gbSeconds * prices.flexGbSecond + (executions / 1e6) * prices.flexMillionExecutions;
  const database = (requestUnits / 1e6) * prices.cosmosMillionRequestUnits;
  const storage =
    (chunks * blobWritesPerChunk * prices.blobTenThousandWrites) / 1e4 +
    (chunks * queueOperationsPerChunk * prices.queueTenThousandOperations) / 1e4;
  return {
    seconds: Math.round((secondsPerJob + busySeconds / atOnce) * 10) / 10,
    requestUnits,
    executions,
    cost: {
      currency: prices.currency,
      total: toMoney(compute + database + storage),
      compute: toMoney(compute),
      database: toMoney(database),
      storage: toMoney(storage),
    },
    pricedAt: prices.date,
  };
}

/** To a hundred-thousandth: a small job costs less than a cent. */
function toMoney(amount: number): number {
  return Math.round(amount * 1e5) / 1e5;
}
