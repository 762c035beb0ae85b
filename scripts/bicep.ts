/** Runs the Bicep CLI on the templates: `node scripts/bicep.ts lint infra/main.bicep`. */
import { spawnSync } from 'node:child_process';
import { findBicep } from './find-bicep.ts';

const { status } = spawnSync(await findBicep(), process.argv.slice(2), { stdio: 'inherit' });
process.exitCode = status ?? 1;
