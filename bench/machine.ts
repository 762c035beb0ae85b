import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

/** The commit and the machine that figures belong to. */
export function describeMachine(): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const processors = cpus();
  return `commit ${commit}, Node ${process.version}, ${processors.length} x ${processors[0]?.model ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
}
