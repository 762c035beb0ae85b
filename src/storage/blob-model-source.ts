import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import type { BlobServiceClient } from '@azure/storage-blob';
import { isModelName, toInvalidModel } from '../scoring/model-manifest.ts';
import type { ManifestText, ModelSource } from '../scoring/repository/model-source.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { orFail, orUndefined } from './storage-error.ts';

export interface BlobModelSourceOptions {
  readonly service: BlobServiceClient;
  readonly container: string;
  /** Files of the container are kept here, each under a name of its own for each of its ETags. */
  readonly cacheDirectory: string;
}

const manifestBlob = /^([^/]+)\/model\.json$/;

/** Reads models from a container, laid out as the folder that ships is; the revision of a model.json is its ETag. */
export function createBlobModelSource(options: BlobModelSourceOptions): ModelSource {
  const container = options.service.getContainerClient(options.container);
  const place = `the container "${options.container}"`;
  const manifestOf = (name: string) => container.getBlockBlobClient(`${name}/model.json`);

  async function list(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const revisions = new Map<string, string>();
    // A container that is not there holds no models.
    await orUndefined(`Cannot list the models of ${place}`, async () => {
      for await (const { name, properties } of container.listBlobsFlat({ abortSignal: signal })) {
        const model = manifestBlob.exec(name)?.[1];
        if (model !== undefined && isModelName(model)) revisions.set(model, toRevision(properties.etag));
      }
    });
    return revisions;
  }

  async function readManifest(name: string): Promise<ManifestText | undefined> {
    return orUndefined(`Cannot read model.json of "${name}" in ${place}`, async () => {
      const client = manifestOf(name);
      const { etag } = await client.getProperties();
      const bytes = await client.downloadToBuffer(0, undefined, { conditions: toCondition(etag) });
      return { text: bytes.toString('utf8'), revision: toRevision(etag) };
    });
  }

  async function fetch(name: string, file: string): Promise<string> {
    const blob = container.getBlockBlobClient(`${name}/${file}`);
    const doing = `Cannot read "${name}/${file}" in ${place}`;
    const properties = await orUndefined(doing, () => blob.getProperties());
    if (properties === undefined) throw toInvalidModel(name, `there is no "${name}/${file}" in ${place}`);
    const cached = path.join(options.cacheDirectory, toCacheName(blob.url, properties.etag));
    if (!(await isThere(cached))) {
      await downloadWhole(cached, (staged) =>
        orFail(doing, () =>
          blob.downloadToFile(staged, 0, undefined, { conditions: toCondition(properties.etag) }),
        ),
      );
    }
    return cached;
  }

  async function writeManifest(name: string, { text, revision }: ManifestText): Promise<string> {
    const bytes = Buffer.from(text);
    const upload = () =>
      manifestOf(name).upload(bytes, bytes.length, {
        conditions: { ifMatch: `"${revision}"` },
        blobHTTPHeaders: { blobContentType: 'application/json' },
      });
    const doing = `Cannot write model.json of "${name}"`;
    const { etag } = await orFail(doing, upload).catch((thrown: unknown) => {
      const isChanged = thrown instanceof ScoringError && thrown.code === 'InvalidInput';
      throw isChanged ? new ScoringError('Conflict', thrown.message, { cause: thrown.cause }) : thrown;
    });
    return toRevision(etag);
  }

  return { place, shipped: false, list, readManifest, fetch, writeManifest };
}

/** Listings give ETags without quotes, responses with them. */
function toRevision(etag: string | undefined): string {
  if (etag !== undefined) return etag.replaceAll('"', '');
  throw new ScoringError('Unavailable', 'Cannot read the models: storage tells no ETag');
}

function toCondition(etag: string | undefined) {
  return { ifMatch: `"${toRevision(etag)}"` };
}

function toCacheName(url: string, etag: string | undefined): string {
  const hash = createHash('sha256')
    .update(`${url} ${toRevision(etag)}`)
    .digest('hex');
  return `${hash.slice(0, 40)}${path.extname(new URL(url).pathname)}`;
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** Whoever looks for the file meanwhile finds none, or the whole of it. */
async function downloadWhole(file: string, download: (staged: string) => Promise<unknown>): Promise<void> {
  const staged = `${file}.${randomBytes(6).toString('hex')}`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await download(staged);
    await rename(staged, file);
  } finally {
    await rm(staged, { force: true }).catch(() => undefined);
  }
}
