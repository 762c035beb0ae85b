import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const waitMs = 5000;

export interface DirectoryClaim {
  readonly release: () => void;
}

/**
 * Keeps a directory to this process until it is released or the process ends, however it does. Waits a moment for one
 * that is just ending; throws where another process keeps it.
 */
export function claimDirectory(directory: string): DirectoryClaim {
  mkdirSync(directory, { recursive: true });
  // The system frees a lock of SQLite with its process; a file with a process id in it would stay behind.
  const lock = new DatabaseSync(join(directory, 'in-use.sqlite'), { timeout: waitMs });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new Error(`another process uses "${directory}"`, { cause: error });
  }
  return { release: () => lock.close() };
}
