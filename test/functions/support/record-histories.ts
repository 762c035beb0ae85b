/**
 * Records the histories that the replay test replays: `node test/functions/support/record-histories.ts`. What it writes is
 * named after the `defaultVersion` of host.json; the files of versions before stay, as long as such jobs may run.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { jobScenarios } from './job-scenarios.ts';
import { startScriptedJobEngine } from './scripted-job-engine.ts';

const root = new URL('../../../', import.meta.url);
const host = JSON.parse(readFileSync(new URL('host.json', root), 'utf8')) as {
  extensions: { durableTask: { defaultVersion: string } };
};
const version = host.extensions.durableTask.defaultVersion;
const engine = await startScriptedJobEngine();
const recorded: { scenario: string; name: string; payload: string }[] = [];
for (const [scenario, toAnswer] of Object.entries(jobScenarios)) {
  const { turns } = await engine.run(`job-${recorded.length}`, toAnswer());
  recorded.push(...turns.map((turn) => ({ scenario, ...turn })));
}
await engine.stop();
const file = new URL(`test/functions/histories/${version}.json.gz`, root);
writeFileSync(file, gzipSync(JSON.stringify(recorded), { level: 9 }));
console.log(`${recorded.length} turns of ${Object.keys(jobScenarios).length} jobs in ${file.pathname}`);
process.exit(0);
