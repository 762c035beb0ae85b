import { z } from 'zod';

export const columnName = z.string().min(1);
const cellValue = z.union([z.string(), z.number(), z.boolean()]);

const missing = {
  required: z
    .boolean()
    .optional()
    .describe('Whether a record without this value is refused; true where nothing else is said'),
  default: cellValue.optional().describe('Stands for a missing value'),
  nan: z.literal(true).optional().describe('A missing number is NaN, and a missing string empty'),
};

const maxListLength = 10_000;
const listSource = z.strictObject({
  input: columnName,
  source: z.literal('list').describe('A list of values: an array in JSON, a text of them in a table'),
  column: columnName.optional(),
  length: z.int().min(1).max(maxListLength).describe('Values that a record may have at most'),
  pad: z
    .union([z.string(), z.number()])
    .optional()
    .describe('Stands behind the values of a shorter list; 0 or the empty text where nothing is said'),
  separator: z
    .string()
    .min(1)
    .optional()
    .describe('Between the values in a table; blanks and semicolons where nothing is said'),
  default: z.array(cellValue).optional().describe('Stands for a missing list'),
});

const maxWindowLength = 10_000;
export const windowLength = z.int().min(1).max(maxWindowLength);
const windowSource = z.strictObject({
  input: columnName,
  source: z.literal('window').describe('The last values of a series that are known, the earliest first'),
  columns: z.array(columnName).min(1),
  length: windowLength.describe('Times'),
  missing: z
    .union([z.literal('nan'), z.number()])
    .optional()
    .describe('Stands where there is no value; NaN where nothing is said'),
});
const futureSource = z.strictObject({
  input: columnName,
  source: z.literal('future').describe('Values of the times to come that are known before, such as prices'),
  columns: z.array(columnName).min(1),
  length: windowLength.describe('Times'),
  default: z
    .union([z.literal('last'), z.number()])
    .optional()
    .describe(
      'Stands for a value that is not there, "last" the last one known; an error where nothing is said',
    ),
});

const imageSide = z.int().min(1).max(16_384);
const eachChannel = z.union([z.number(), z.array(z.number()).min(1).max(3)]);
const imageSource = z.strictObject({
  input: columnName,
  source: z.literal('image').describe('A PNG or JPEG, in base64 within JSON and CSV'),
  column: columnName.optional(),
  width: imageSide,
  height: imageSide,
  channels: z
    .union([z.literal(1), z.literal(3)])
    .describe('1: grey, as ITU-R 601 weighs the colours; 3: RGB'),
  layout: z.enum(['NCHW', 'NHWC']),
  fit: z
    .enum(['fill', 'cover', 'contain'])
    .optional()
    .describe('What an image of another shape becomes: stretched (where nothing is said), cut, or bordered'),
  background: z
    .enum(['black', 'white'])
    .optional()
    .describe('Of borders and behind transparent pixels; black where nothing is said'),
  scale: z
    .number()
    .optional()
    .describe('A pixel of 0 to 255 becomes (pixel x scale - mean) / std; 1/255 where nothing is said'),
  mean: eachChannel.optional().describe('One for all channels or one each; 0 where nothing is said'),
  std: eachChannel.optional().describe('One for all channels or one each; 1 where nothing is said'),
});

/** Where the values of an input of the ONNX file come from. */
export const inputSource = z.discriminatedUnion('source', [
  z.strictObject({
    input: columnName,
    source: z.literal('column'),
    column: columnName.optional(),
    ...missing,
  }),
  z.strictObject({
    input: columnName,
    source: z.literal('columns'),
    columns: z.array(columnName).min(1),
    ...missing,
  }),
  z.strictObject({ input: columnName, source: z.literal('constant'), value: cellValue }),
  listSource,
  windowSource,
  futureSource,
  imageSource,
]);

export type InputSource = z.infer<typeof inputSource>;
export type ListSource = z.infer<typeof listSource>;
export type WindowSource = z.infer<typeof windowSource> | z.infer<typeof futureSource>;
export type ImageSource = z.infer<typeof imageSource>;
