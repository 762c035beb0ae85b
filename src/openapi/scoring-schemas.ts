import { z } from 'zod';
import { named } from './json-schema.ts';

/** Replaced by the records of the models that there are. */
export const record = named('Record', z.record(z.string(), z.unknown()));
/** Replaced by the predictions of the models that there are. */
export const prediction = named('Prediction', z.record(z.string(), z.unknown()));

const recordError = named(
  'RecordError',
  z.object({
    row: z.int().min(1).describe('1-based place of the record in the request'),
    offset: z.int().optional(),
    key: z.string().optional(),
    column: z.string().optional(),
    code: z.enum([
      'MissingValue',
      'InvalidValue',
      'WrongFieldCount',
      'UnclosedQuote',
      'TooLarge',
      'ScoringFailed',
    ]),
    message: z.string(),
  }),
);

export const predictRequest = named(
  'PredictRequest',
  z
    .union([record, z.array(record), z.object({ records: z.array(record) })])
    .describe('One record, or many of them'),
);

export const predictAnswer = named(
  'PredictAnswer',
  z.object({
    model: z.string(),
    version: z.string(),
    predictions: z
      .array(z.union([prediction, z.object({ error: recordError })]))
      .describe('One a record, in order; an error only where onError is record'),
  }),
);

export const storedPrediction = named(
  'StoredPrediction',
  z.object({
    model: z.string(),
    version: z.string(),
    key: z.string(),
    job: z.string(),
    row: z.int(),
    time: z.iso.datetime().optional().describe('Of the reading, where the record is a device'),
    scoredAt: z.iso.datetime(),
    prediction,
  }),
);

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const rows = z.array(z.array(cell));
const list = z.union([z.array(record), rows]);
const split = named(
  'SplitTable',
  z.object({ columns: z.array(z.string()), index: z.array(z.unknown()).optional(), data: rows }),
);
const columns = named('ColumnTable', z.record(z.string(), z.array(z.unknown())));

export const azureMlRequest = named(
  'AzureMlRequest',
  z.union([
    z.object({ input_data: z.union([split, list, columns]) }),
    z.object({ data: list }),
    predictRequest,
  ]),
);

export const azureMlAnswer = named('AzureMlAnswer', z.union([z.array(prediction), predictAnswer]));

const params = { params: z.record(z.string(), z.unknown()).optional() };

export const mlflowRequest = named(
  'MlflowRequest',
  z
    .union([
      z.object({ dataframe_split: split, ...params }),
      z.object({ dataframe_records: z.array(record), ...params }),
      z.object({ instances: list, ...params }),
      z.object({ inputs: z.union([columns, list]), ...params }),
    ])
    .describe('Exactly one of the four forms'),
);

export const mlflowAnswer = named('MlflowAnswer', z.object({ predictions: z.array(prediction) }));
