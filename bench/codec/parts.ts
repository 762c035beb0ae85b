import type { ChunkScorer } from '../../src/scoring/chunk-scorer.ts';
import { toFeeds } from '../../src/scoring/plan/feeds.ts';
import { formatCsv } from '../../src/scoring/csv/format-csv.ts';
import { openOnnxSession } from '../../src/scoring/onnx/onnx-session.ts';
import { parseCsv } from '../../src/scoring/csv/parse-csv.ts';
import type { Records } from '../../src/scoring/records.ts';
import { scoreRecords } from '../../src/scoring/score-records.ts';
import { toPredictions } from '../../src/scoring/plan/to-predictions.ts';
import type { Chunk, Subject } from './subject.ts';

export interface CodecParts {
  readonly decode: () => void;
  readonly infer: () => Promise<void>;
  readonly encode: () => void;
}

function decodeChunk({ model: { plan }, format }: Subject, { bytes, ...place }: Chunk): Records {
  return parseCsv(bytes, { ...plan, ...place, format, include: 'key' });
}

/** What a chunk is made of, each part by itself in this thread; onnxruntime with so many records a run. */
export async function createParts(subject: Subject, batchSize: number): Promise<CodecParts> {
  const { plan } = subject.model;
  const session = await openOnnxSession(plan.file, { threads: 1 });
  const decoded = subject.chunks.map((chunk) => decodeChunk(subject, chunk));
  const scored = await Promise.all(
    decoded.map(async (records) => {
      const result = await scoreRecords(records, { session, plan, batchSize });
      return { records: result.records, predictions: toPredictions(plan, result) };
    }),
  );
  const outputs = [...new Set(plan.predictions.map(({ output }) => output))];
  const feeds = decoded.flatMap(({ columns, count }) =>
    Array.from({ length: Math.ceil(count / batchSize) }, (_, k) => {
      const start = k * batchSize;
      const end = Math.min(start + batchSize, count);
      return toFeeds(plan, columns, { start, end, length: end - start });
    }),
  );
  return {
    decode: () => {
      for (const chunk of subject.chunks) decodeChunk(subject, chunk);
    },
    infer: async () => {
      for (const feed of feeds) await session.run(feed, outputs);
    },
    encode: () => {
      for (const { records, predictions } of scored) formatCsv(records, predictions);
    },
  };
}

/** Of a scorer whose threads never wait for the next chunk. */
export const chunksAtOnce = 3;

/** All chunks through the scorer, at most so many at once. */
export async function scoreChunks(
  scoreChunk: ChunkScorer,
  { model, format, chunks }: Subject,
  atOnce: number,
): Promise<void> {
  const queue = chunks.values();
  const work = async () => {
    for (const { bytes, ...place } of queue) {
      const signal = AbortSignal.timeout(600_000);
      const task = { ...place, format, include: 'key', bytes: bytes.slice(), signal } as const;
      const { succeeded, records } = await scoreChunk({ model: model.name, version: model.version, ...task });
      if (succeeded !== records) throw new Error(`Cannot compare: ${records - succeeded} records failed`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
