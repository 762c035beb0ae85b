import { z } from 'zod';

const maxQueryLength = 10_000;
const maxParameters = 100;

/** An input that is no blob, but what a query answers. */
export const queryInputSchema = z
  .strictObject({
    kind: z.literal('cosmos').describe('Documents of the database of this app, Cosmos DB'),
    container: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/, 'expected the name of a container'),
    query: z
      .string()
      .max(maxQueryLength, `expected at most ${maxQueryLength} characters`)
      .regex(/^\s*SELECT\s/i, 'expected a query that begins with SELECT')
      .describe('Each object that it answers is a row of the table'),
    parameters: z
      .array(
        z
          .strictObject({
            name: z.string().regex(/^@\w{1,100}$/, 'expected "@" and a name'),
            value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
          })
          .readonly(),
      )
      .max(maxParameters, `expected at most ${maxParameters} parameters`)
      .readonly()
      .exactOptional(),
  })
  .readonly();
