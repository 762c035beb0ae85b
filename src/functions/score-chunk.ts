import * as df from 'durable-functions';
import type { ChunkOutcome, ChunkTask } from '../jobs/score-chunk.ts';
import { chunkInput } from './orchestration-messages.ts';

export function registerScoreChunk(scoreChunk: (task: ChunkTask) => Promise<ChunkOutcome>): void {
  df.app.activity('score-chunk', { handler: (input: unknown) => scoreChunk(chunkInput.parse(input)) });
}
