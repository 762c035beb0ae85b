import { toBlockId } from '../jobs/outputs/block-id.ts';
import type { BlobPath, BlobStore } from '../jobs/blob-store.ts';
import type { ModelManifest } from '../scoring/model-manifest.ts';
import type { DeviceStore, ListedReading } from './device-store.ts';

export interface CollectReadingsDependencies {
  readonly devices: Pick<DeviceStore, 'list'>;
  readonly blobs: Pick<BlobStore, 'stageBlock' | 'commitBlocks'>;
}

export interface Collection {
  readonly path: BlobPath;
  readonly readings: number;
}

/** Puts the readings of a day, 2026-01-31, into a table that starts a job. */
export type ReadingCollector = (model: CollectingModel, day: string) => Promise<Collection>;

export type CollectingModel = Pick<ModelManifest, 'name' | 'key'> & {
  readonly events: NonNullable<ModelManifest['events']>;
};

const blockBytes = 4 * 1024 * 1024;
const dayMs = 86_400_000;

/**
 * Creates what writes `batch-input/<model>/readings/<day>.jsonl`: a line a reading, with those before it, as its model takes
 * it. Written again it replaces the table, which is another job where the readings are others; a day without readings has none.
 */
export function createReadingCollector({ devices, blobs }: CollectReadingsDependencies): ReadingCollector {
  return async (model, day) => {
    const path = { container: 'batch-input', name: `${model.name}/readings/${day}.jsonl` };
    const ids: string[] = [];
    let lines: string[] = [];
    let length = 0;
    let readings = 0;
    const flush = async () => {
      if (lines.length === 0) return;
      const id = toBlockId(ids.length);
      await blobs.stageBlock(path, { id, body: Buffer.from(lines.join('')) });
      ids.push(id);
      [lines, length] = [[], 0];
    };
    for await (const page of devices.list(toSpan(model.name, day))) {
      const more = page.map((reading) => toLine(reading, model));
      lines.push(...more);
      length += more.reduce((sum, line) => sum + line.length, 0);
      readings += page.length;
      if (length >= blockBytes) await flush();
    }
    await flush();
    if (ids.length > 0) await blobs.commitBlocks(path, ids, { contentType: 'application/jsonl' });
    return { path, readings };
  };
}

function toSpan(model: string, day: string) {
  const from = new Date(`${day}T00:00:00Z`);
  return { model, from: from.toISOString(), to: new Date(from.getTime() + dayMs).toISOString() };
}

function toLine({ device, time, value, window }: ListedReading, { key, events }: CollectingModel): string {
  const record = { [key ?? 'device']: device, time, [events.reading]: value, [events.window]: window };
  return `${JSON.stringify(record)}\n`;
}
