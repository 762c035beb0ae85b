import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { measureModel } from '../scoring/measure-model.ts';
import type { ScoringPlan } from '../scoring/model.ts';
import { parseModelManifest } from '../scoring/model-manifest.ts';
import { planInputs } from '../scoring/plan/plan-inputs.ts';
import { planPredictions } from '../scoring/plan/plan-predictions.ts';
import { findVersion } from '../scoring/repository/model-snapshot.ts';
import { CommandError } from './command-error.ts';
import { describeFileError } from './describe-file-error.ts';
import { readModelFile } from './read-model-file.ts';
import { withSession } from './with-session.ts';

export interface RecordMeasure {
  /** On one core of this machine, in the batches in which the most are scored a second. */
  readonly msPerRecord: number;
  /** Alone, as one request has it. */
  readonly singleRunMs: number;
  readonly modelMb: number;
}

/** Times the version in production of a model of a folder; throws CommandError or ScoringError. */
export async function measureRecord(directory: string, name: string): Promise<RecordMeasure> {
  const folder = path.join(directory, name);
  const file = path.join(folder, 'model.json');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError(`Cannot read ${JSON.stringify(file)}: ${describeFileError(cause)}`, 1, { cause });
  });
  const manifest = parseModelManifest(text, name);
  const version = findVersion(manifest, undefined) ?? '';
  const entry = manifest.versions[version];
  if (entry === undefined)
    throw new CommandError(`Cannot measure "${name}": it has no version in production`);
  const bytes = await readModelFile(path.join(folder, entry.file));
  return withSession({ model: name, bytes }, async (session) => {
    const { signature } = session;
    const plan: ScoringPlan = {
      ...{ model: name, version, file: '', sha256: entry.sha256, key: manifest.key },
      ...planInputs(manifest, signature.inputs),
      predictions: planPredictions(manifest, signature.outputs),
    };
    const { recordMs, singleRunMs } = await measureModel(session, plan);
    if (recordMs === undefined || singleRunMs === undefined) {
      throw new CommandError(
        `Cannot measure "${name}": it takes no made-up record; give --ms and --mb instead`,
      );
    }
    return { msPerRecord: recordMs, singleRunMs, modelMb: bytes.byteLength / 2 ** 20 };
  });
}
