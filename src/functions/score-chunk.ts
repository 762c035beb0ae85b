import type { ChunkOutcome, ChunkTask } from '../jobs/chunks/score-chunk.ts';
import { registerActivity } from './logged-activity.ts';
import { chunkInput } from './orchestration-messages.ts';

export function registerScoreChunk(scoreChunk: (task: ChunkTask) => Promise<ChunkOutcome>): void {
  registerActivity('score-chunk', (input) => scoreChunk(chunkInput.parse(input)));
}
