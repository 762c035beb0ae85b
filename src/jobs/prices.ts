/** Pay-as-you-go list prices in US dollars, East US, last gone over on the date; the pages named are what holds. */
export const prices = {
  currency: 'USD',
  region: 'East US',
  date: '2026-11-23',
  /** A GB-second of a Flex Consumption instance on demand. Source: https://azure.microsoft.com/pricing/details/functions/ */
  flexGbSecond: 2.6e-5,
  /** A million executions on Flex Consumption. Source: https://azure.microsoft.com/pricing/details/functions/ */
  flexMillionExecutions: 0.4,
  /** A million request units of serverless Azure Cosmos DB. Source: https://azure.microsoft.com/pricing/details/cosmos-db/serverless/ */
  cosmosMillionRequestUnits: 0.25,
  /** Ten thousand write operations on hot locally redundant block blobs. Source: https://azure.microsoft.com/pricing/details/storage/blobs/ */
  blobTenThousandWrites: 0.05,
  /** Ten thousand operations on storage queues and tables. Source: https://azure.microsoft.com/pricing/details/storage/queues/ */
  queueTenThousandOperations: 0.0004,
} as const;
