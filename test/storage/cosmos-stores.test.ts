import { afterAll, beforeAll } from '@jest/globals';
import { createCosmosJobStore } from '../../src/storage/cosmos-job-store.ts';
import { createCosmosPredictionStore } from '../../src/storage/cosmos-prediction-store.ts';
import { describeJobStore } from '../jobs/contracts/job-store.ts';
import { describePredictionStore } from '../jobs/contracts/prediction-store.ts';
import { type CosmosContainers, startCosmosContainers } from './support/cosmos-containers.ts';

let cosmos: CosmosContainers;
beforeAll(async () => {
  cosmos = await startCosmosContainers();
});
afterAll(() => cosmos.stop());

describeJobStore('createCosmosJobStore()', () => createCosmosJobStore(cosmos.jobs));
describePredictionStore('createCosmosPredictionStore()', () =>
  createCosmosPredictionStore(cosmos.predictions),
);
