import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface DirectoryLock {
  release(): void;
}

/**
 * Keeps a directory to this process: two that kept their state in it would overwrite each other's. The system releases
 * it when the process ends, however it does. Waits two seconds for one that is just ending; throws where another has it.
 */
export function lockDirectory(directory: string): DirectoryLock {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, 'lock.sqlite'));
  try {
    database.exec('PRAGMA busy_timeout = 2000; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      reason.includes('locked')
        ? `Cannot keep data in "${directory}": another process uses it; stop that one, or take another directory with --data DIR`
        : `Cannot keep data in "${directory}": ${reason}`,
      { cause: error },
    );
  }
  return { release: () => database.close() };
}
