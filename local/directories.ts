import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes the folder that keeps the state; throws with a message for people where that cannot be. */
export async function createDataDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (cause) {
    throw new Error(`Cannot start: ${directory} (--data) cannot be a directory`, { cause });
  }
}

/** Throws where a folder holds no app. */
export async function assertAppDirectory(directory: string): Promise<void> {
  for (const file of ['package.json', 'host.json']) {
    try {
      await access(join(directory, file));
    } catch (cause) {
      throw new Error(`Cannot start: ${directory} holds no ${file}, so it is no Functions app`, { cause });
    }
  }
}
