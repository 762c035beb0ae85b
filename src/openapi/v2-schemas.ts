import { z } from 'zod';
import { tensorDatatypes } from '../scoring/tensor/tensor-datatype.ts';
import { named } from './json-schema.ts';

const parameters = named(
  'V2Parameters',
  z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
);
const datatype = z.enum(tensorDatatypes);
const shape = z.array(z.int());
const data = z.array(z.unknown()).describe('Row-major, nested or flat');

export const inferRequest = named(
  'V2InferRequest',
  z.object({
    id: z.string().optional(),
    parameters: parameters.optional(),
    inputs: z.array(
      z.object({
        name: z.string(),
        shape,
        datatype,
        parameters: parameters.optional(),
        data: data.optional(),
      }),
    ),
    outputs: z.array(z.object({ name: z.string(), parameters: parameters.optional() })).optional(),
  }),
);

export const inferAnswer = named(
  'V2InferAnswer',
  z.object({
    model_name: z.string(),
    model_version: z.string().optional(),
    id: z.string().optional(),
    outputs: z.array(
      z.object({
        name: z.string(),
        shape,
        datatype,
        parameters: parameters.optional(),
        data: data.optional(),
      }),
    ),
  }),
);

const tensor = z.object({ name: z.string(), datatype, shape });

export const modelMetadata = named(
  'V2ModelMetadata',
  z.object({
    name: z.string(),
    versions: z.array(z.string()).optional(),
    platform: z.string(),
    inputs: z.array(tensor),
    outputs: z.array(tensor),
    properties: z.record(z.string(), z.string()).optional(),
  }),
);

export const serverMetadata = named(
  'V2ServerMetadata',
  z.object({ name: z.string(), version: z.string(), extensions: z.array(z.string()) }),
);
export const modelNames = named('V2ModelNames', z.object({ models: z.array(z.string()) }));
export const live = named('V2Live', z.object({ live: z.boolean() }));
export const ready = named('V2Ready', z.object({ live: z.boolean(), ready: z.boolean() }));
export const modelReady = named('V2ModelReady', z.object({ name: z.string(), ready: z.boolean() }));

const duration = z.object({ count: z.int(), ns: z.int() });
const modelStats = z.object({
  name: z.string(),
  version: z.string(),
  last_inference: z.number(),
  inference_count: z.int(),
  execution_count: z.int(),
  inference_stats: z.record(z.string(), duration),
  batch_stats: z.array(z.object({ batch_size: z.int(), compute_infer: duration })),
});
export const statistics = named('V2Statistics', z.object({ model_stats: z.array(modelStats) }));

const modelState = z.object({ name: z.string(), version: z.string(), state: z.string(), reason: z.string() });
export const repositoryIndex = named('V2RepositoryIndex', z.array(modelState));
export const repositoryIndexRequest = named(
  'V2RepositoryIndexRequest',
  z.object({ ready: z.boolean().optional() }),
);
export const loadRequest = named(
  'V2LoadRequest',
  z.object({ parameters: z.object({ force: z.boolean().optional() }).optional() }),
);
export const modelVersions = named(
  'V2ModelVersions',
  z.object({ name: z.string(), versions: z.array(modelState) }),
);
