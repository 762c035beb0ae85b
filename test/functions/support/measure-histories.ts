/** Prints the events and bytes of the longest history that any instance of a job has, for each number of chunks given. */
import { startScriptedJobEngine } from './scripted-job-engine.ts';

const lanes = 4;
const engine = await startScriptedJobEngine();
for (const chunks of process.argv.slice(2).map(Number)) {
  const answers: Readonly<Record<string, object>> = {
    'plan-job': { state: 'planned', chunks, lanes, maxRetries: 3 },
    'score-chunk': { state: 'done' },
    'finish-job': { state: 'finished' },
  };
  let scored = 0;
  const { runtimeStatus, turns } = await engine.run(`job-${chunks}`, (activity) => {
    if (activity === 'score-chunk') scored++;
    return answers[activity];
  });
  const counts = turns.map(({ payload }) => (JSON.parse(payload) as { history: unknown[] }).history.length);
  const bytes = turns.map(({ payload }) => Buffer.byteLength(payload));
  const longest = { events: Math.max(...counts), bytes: Math.max(...bytes) };
  console.log(JSON.stringify({ chunks, runtimeStatus, scored, ...longest }));
}
await engine.stop();
process.exit(0);
