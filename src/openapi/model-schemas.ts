import { z } from 'zod';
import { named } from './json-schema.ts';

const summary = {
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  key: z.string().optional().describe('The column that identifies a record'),
  aliases: z.record(z.string(), z.string()),
};

export const modelList = named(
  'ModelList',
  z.object({ models: z.array(z.object({ ...summary, versions: z.array(z.string()) })) }),
);

const onnxValues = z.array(
  z.object({ name: z.string(), type: z.string(), dims: z.array(z.union([z.int(), z.string()])) }),
);

export const modelContract = named(
  'ModelContract',
  z.object({
    ...summary,
    version: z.string().optional().describe('The one in production'),
    versions: z.array(
      z.object({
        version: z.string(),
        sha256: z.string().optional(),
        state: z.string().optional(),
        reason: z.string().optional(),
      }),
    ),
    inputs: z.array(z.looseObject({ name: z.string(), type: z.string() })).optional(),
    outputs: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
    onnx: z.object({ inputs: onnxValues, outputs: onnxValues }).optional(),
    scoring: z.record(z.string(), z.unknown()).optional().describe('How it is scored, and why so'),
  }),
);

export const aliasMove = named('AliasMove', z.object({ version: z.string() }));
export const aliasAnswer = named(
  'Alias',
  z.object({
    model: z.string(),
    alias: z.string(),
    version: z.string(),
    previous: z.string().optional().describe('What a rollback goes back to'),
  }),
);
