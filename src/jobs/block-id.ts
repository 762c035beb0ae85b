import { toDigits } from './job-paths.ts';

/** The block of a chunk in predictions.csv, 0 being the header: base64 of 8 digits chunk and 2 digits part, as all block ids of a blob are of one length. */
export function toBlockId(chunk: number, part = 0): string {
  return Buffer.from(toDigits(chunk) + String(part).padStart(2, '0')).toString('base64');
}
