/** The chunk scorer in a process that has one core, its garbage collector and its main thread with it. Runs once for each message. */
import { readFile } from 'node:fs/promises';
import { createChunkScorer } from '../../src/scoring/chunk-scorer.ts';
import { loadModelRepository } from '../../src/scoring/repository/model-repository.ts';
import { createWorkerPool } from '../../src/scoring/worker/worker-pool.ts';
import { chunksAtOnce, scoreChunks } from './parts.ts';
import { createSubject } from './subject.ts';

const [directory = '', name = '', file = ''] = process.argv.slice(2);
const pool = createWorkerPool({ threads: 1, bulk: true });
const repository = await loadModelRepository({ directory, inspect: (onnx) => pool.run('inspect', onnx) });
const subject = createSubject(await repository.resolve(name), await readFile(file, 'utf8'));
const scoreChunk = createChunkScorer({ repository, pool });

process.on('message', () => {
  void scoreChunks(scoreChunk, subject, chunksAtOnce).then(() => process.send?.('done'));
});
process.on('disconnect', () => void pool.close());
process.send?.('ready');
