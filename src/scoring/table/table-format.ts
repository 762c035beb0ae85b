import { z } from 'zod';

export const textEncodings = ['utf-8', 'windows-1252'] as const;
export type TextEncoding = (typeof textEncodings)[number];

const csvFormatSchema = z
  .strictObject({
    kind: z.literal('csv'),
    /** One ASCII character. */
    delimiter: z.string(),
    /** Ends a record: a line feed, with or without carriage return, where not given. */
    newline: z.enum(['\n', '\r']).exactOptional(),
    /** What fields may stand in: `"` where not given, nothing where empty. */
    quote: z.string().exactOptional(),
    /** Between the whole and the decimals of a number: a point where not given. */
    decimal: z.literal(',').exactOptional(),
    /** UTF-8 where not given. */
    encoding: z.literal('windows-1252').exactOptional(),
    /** Column names of the header, in order. */
    header: z.array(z.string()).readonly(),
  })
  .readonly();

const jsonLinesFormatSchema = z
  .strictObject({
    kind: z.literal('jsonl'),
    /** Names of the first records' values, in the order in which they come. */
    header: z.array(z.string()).readonly(),
  })
  .readonly();

export const tableFormatSchema = z.discriminatedUnion('kind', [csvFormatSchema, jsonLinesFormatSchema]);

/** How the bytes of a table are to be read; found by the planner, frozen in the plan. */
export type TableFormat = z.infer<typeof tableFormatSchema>;
export type CsvFormat = Extract<TableFormat, { kind: 'csv' }>;
export type JsonLinesFormat = Extract<TableFormat, { kind: 'jsonl' }>;
