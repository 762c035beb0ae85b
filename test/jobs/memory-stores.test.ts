import { describeBlobStore } from './contracts/blob-store.ts';
import { describeJobStore } from './contracts/job-store.ts';
import { describePredictionStore } from './contracts/prediction-store.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';

describeBlobStore('createMemoryBlobStore()', createMemoryBlobStore);
describeJobStore('createMemoryJobStore()', createMemoryJobStore);
describePredictionStore('createMemoryPredictionStore()', createMemoryPredictionStore);
