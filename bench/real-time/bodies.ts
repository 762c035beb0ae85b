import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const goldenSchema = z.array(z.object({ record: z.record(z.string(), z.unknown()) }));

/** Requests of one record each, out of the golden records of a model that ships. */
export async function loadBodies(model: string, version = '1'): Promise<readonly string[]> {
  const file = new URL(`../../models/${model}/${version}/golden.json`, import.meta.url);
  const text = JSON.parse(await readFile(file, 'utf8')) as unknown;
  const golden = z.union([goldenSchema, z.object({ records: goldenSchema })]).parse(text);
  const records = Array.isArray(golden) ? golden : golden.records;
  return records.map(({ record }) => JSON.stringify(record));
}
