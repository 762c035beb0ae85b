import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { findBicep } from '../../../scripts/find-bicep.ts';

const infra = path.join(import.meta.dirname, '../../../infra');
const run = promisify(execFile);

const schema = z.object({
  predictedResources: z.array(
    z.looseObject({
      id: z.string(),
      type: z.string(),
      name: z.string(),
      properties: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
  diagnostics: z.array(z.unknown()),
});

export type Resource = z.infer<typeof schema>['predictedResources'][number];

/** What a deployment would create, as the Bicep CLI evaluates the templates, without a subscription. */
export async function predictResources(
  parameters: Readonly<Record<string, string>>,
): Promise<readonly Resource[]> {
  const directory = await mkdtemp(path.join(tmpdir(), 'onscore-infra-'));
  try {
    const file = path.join(directory, 'main.bicepparam');
    const lines = Object.entries(parameters).map(([name, value]) => `param ${name} = '${value}'`);
    const template = path.relative(directory, path.join(infra, 'main.bicep'));
    await writeFile(file, [`using '${template}'`, ...lines, ''].join('\n'));
    const id = (last: number): string => `00000000-0000-0000-0000-00000000000${last}`;
    const place = ['--subscription-id', id(1), '--tenant-id', id(2), '--location', 'eastus'];
    await run(await findBicep(), ['snapshot', file, ...place]);
    const text = await readFile(path.join(directory, 'main.snapshot.json'), 'utf8');
    return schema.parse(JSON.parse(text)).predictedResources;
  } finally {
    await rm(directory, { recursive: true });
  }
}
