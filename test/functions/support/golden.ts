import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const schema = z.array(z.object({ record: z.record(z.string(), z.unknown()) }));

/** The golden records of version 1 of a model that ships. */
export async function readGolden(model: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const file = path.join(import.meta.dirname, '../../../models', model, '1/golden.json');
  return schema.parse(JSON.parse(await readFile(file, 'utf8'))).map(({ record }) => record);
}
