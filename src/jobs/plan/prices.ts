import { priceOf, priceTable } from '../../advice/prices.ts';

/** What the cost of a job is made of, from the one dated table. */
export const prices = {
  currency: priceTable.currency,
  region: priceTable.region,
  date: priceTable.date,
  flexGbSecond: priceOf('flexGbSecond'),
  flexMillionExecutions: priceOf('flexMillionExecutions'),
  cosmosMillionRequestUnits: priceOf('cosmosMillionRequestUnits'),
  blobTenThousandWrites: priceOf('blobTenThousandWrites'),
  queueTenThousandOperations: priceOf('queueTenThousandOperations'),
} as const;
