import { afterAll, afterEach } from '@jest/globals';
import { createFolderModelSource } from '../../../src/scoring/repository/model-source-folder.ts';
import { createWorkerPool } from '../../../src/scoring/worker/worker-pool.ts';
import { createModelFolder, type ModelFolder } from './model-folder.ts';
import { describeModelSource } from './model-source-contract.ts';

const pool = createWorkerPool({ threads: 1 });
const folders: ModelFolder[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.close();
});
afterAll(() => pool.close());

async function openFolder(): Promise<ModelFolder> {
  const folder = await createModelFolder(pool);
  folders.push(folder);
  return folder;
}

describeModelSource('createFolderModelSource()', async () => {
  const { directory, write } = await openFolder();
  return { source: createFolderModelSource(directory), write };
});
