import { z } from 'zod';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { formatBlobPath, parseInputPath } from '../blob-path.ts';
import type { BlobPath, BlobStore } from '../blob-store.ts';
import { maxFiles } from './input-files.ts';
import { isTableName, tableEndings } from './input-kind.ts';

const maxManifestBytes = 16 * 1024 * 1024;

/** As SageMaker's `ManifestFile` has it: names, after what comes before each of them, if anything does. */
const manifestSchema = z
  .union([
    z.tuple([z.strictObject({ prefix: z.string() })], z.string()),
    z.array(z.string()).transform((names) => [{ prefix: undefined }, ...names] as const),
  ])
  .transform(([{ prefix }, ...names]) => ({ prefix, names }));

/** Whether an input is a list of tables. */
export function isManifestName(name: string): boolean {
  return /\.manifest$/i.test(name);
}

/**
 * Reads the list of tables that an input is: a JSON array of names below the folder that the list is in, or, where it begins
 * with `{"prefix": "<container>/<folder>/"}`, below that. Fails with InvalidInput for what is no such list.
 */
export async function readInputManifest(
  blobs: Pick<BlobStore, 'accountUrl' | 'properties' | 'read'>,
  path: BlobPath,
  etag: string | undefined,
): Promise<readonly BlobPath[]> {
  const { prefix = toFolder(path), names } = parseManifest(path, await readText(blobs, path, etag));
  if (names.length === 0) throw refuse(path, 'it names no table');
  if (names.length > maxFiles)
    throw refuse(path, `it names ${names.length} tables, at most ${maxFiles} are scored`);
  const rules = { containers: [path.container], accountUrl: blobs.accountUrl };
  const seen = new Set<string>();
  return names.map((name) => {
    if (seen.has(name)) throw refuse(path, `it names ${JSON.stringify(name)} twice`);
    seen.add(name);
    if (!isTableName(name))
      throw refuse(path, `it names ${JSON.stringify(name)}, which ends in none of ${tableEndings}`);
    return parseInputPath(prefix + name, rules);
  });
}

function toFolder(path: BlobPath): string {
  const whole = formatBlobPath(path);
  return whole.slice(0, whole.lastIndexOf('/') + 1);
}

async function readText(
  blobs: Pick<BlobStore, 'properties' | 'read'>,
  path: BlobPath,
  etag: string | undefined,
): Promise<string> {
  const properties = await blobs.properties(path);
  if (properties === undefined) throw refuse(path, 'it is not there');
  if (properties.bytes > maxManifestBytes)
    throw refuse(path, `it has ${properties.bytes} bytes, at most ${maxManifestBytes} are read`);
  const body = await blobs.read(path, { ifMatch: etag ?? properties.etag });
  if (body === undefined) throw refuse(path, 'it is not there');
  return new TextDecoder().decode(body);
}

function parseManifest(path: BlobPath, text: string): z.infer<typeof manifestSchema> {
  const parsed = manifestSchema.safeParse(parseJson(path, text));
  if (parsed.success) return parsed.data;
  throw refuse(path, 'it is no list of names, expected a JSON array such as ["a.csv", "b.csv"]');
}

function parseJson(path: BlobPath, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse(path, `it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refuse(path: BlobPath, reason: string): ScoringError {
  return new ScoringError('InvalidInput', `Cannot read the input "${formatBlobPath(path)}": ${reason}`);
}
