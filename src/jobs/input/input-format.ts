import { z } from 'zod';
import type { DeclaredFormat } from '../../scoring/csv/csv-header.ts';
import type { TextEncoding } from '../../scoring/table/table-format.ts';
import { inputKinds } from './input-kind.ts';

const encodings = ['utf-8', 'latin1', 'iso-8859-1', 'windows-1252'] as const;

/** One visible ASCII character, or a tab, that means nothing else in a table. */
const separator = z
  .string()
  .regex(/^[\t !#-/:-@[-`{-~]$/, 'expected one ASCII character that is no letter, digit or quote');
const quote = z
  .string()
  .regex(/^[!-/:-@[-`{-~]?$/, 'expected one ASCII character that is no letter or digit');

export const inputFormatSchema = z
  .strictObject({
    kind: z.enum(inputKinds).exactOptional(),
    compression: z.enum(['none', 'gzip']).exactOptional(),
    delimiter: separator.exactOptional(),
    quote: quote.exactOptional(),
    decimal: z.enum(['.', ',']).exactOptional(),
    encoding: z.enum(encodings).exactOptional(),
  })
  .superRefine(({ delimiter, quote: mark, decimal }, context) => {
    const refuse = (name: string, other: string) =>
      context.addIssue({ code: 'custom', path: [name], message: `expected another one than the ${other}` });
    if (mark !== undefined && mark === delimiter) refuse('quote', 'delimiter');
    if (mark !== undefined && mark === decimal) refuse('quote', 'decimal');
    // A decimal comma in a table with commas is one in quotes.
    if (delimiter === '.' && decimal === '.') refuse('delimiter', 'decimal');
  })
  .readonly();

/** What the sender of a table says of it; what is not said is found out, by the blob's name and its content. */
export type InputFormat = z.infer<typeof inputFormatSchema>;

/** Latin-1 is read as Windows-1252, which has letters where Latin-1 has control characters. */
export function toDeclaredFormat({ delimiter, quote: mark, decimal, encoding }: InputFormat): DeclaredFormat {
  return { delimiter, quote: mark, decimal, encoding: encoding && toTextEncoding(encoding) };
}

function toTextEncoding(encoding: (typeof encodings)[number]): TextEncoding {
  return encoding === 'utf-8' ? encoding : 'windows-1252';
}
