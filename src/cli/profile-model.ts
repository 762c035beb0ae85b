import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseTableHeader } from '../scoring/csv/csv-header.ts';
import { decodeAndScore } from '../scoring/decode-and-score.ts';
import type { ScoringPlan } from '../scoring/model.ts';
import { type ModelManifest, parseModelManifest } from '../scoring/model-manifest.ts';
import type { OnnxSession } from '../scoring/onnx/onnx-session.ts';
import { planInputs } from '../scoring/plan/plan-inputs.ts';
import { planPredictions } from '../scoring/plan/plan-predictions.ts';
import { toPredictions } from '../scoring/plan/to-predictions.ts';
import { defaultAlias, findVersion } from '../scoring/repository/model-snapshot.ts';
import { createProfile } from '../scoring/summary/create-profile.ts';
import { formatProfile, type ModelProfile } from '../scoring/summary/model-profile.ts';
import { parseTable } from '../scoring/table/parse-table.ts';
import { CommandError } from './command-error.ts';
import { describeFileError } from './describe-file-error.ts';
import { readModelFile } from './read-model-file.ts';
import { withSession } from './with-session.ts';

export interface ProfileOptions {
  /** CSV with a header. */
  readonly table: string;
  readonly name: string;
  /** The one that answers where not given. */
  readonly version: string | undefined;
  /** Holds a folder a model. */
  readonly directory: string;
}

export interface WrittenProfile {
  readonly file: string;
  readonly version: string;
  readonly profile: ModelProfile;
  /** Records of the table that the model refuses: they are not part of it. */
  readonly refused: number;
}

/** It is held in memory as a whole, as text and as columns. */
const maxTableBytes = 256 * 1024 * 1024;
const batchSize = 1000;

/** Writes how a table is distributed beside a version and notes it in model.json; throws CommandError or ScoringError. */
export async function profileModel(options: ProfileOptions): Promise<WrittenProfile> {
  const { name, directory } = options;
  const folder = path.join(directory, name);
  const manifest = parseModelManifest(await readText(path.join(folder, 'model.json')), name);
  const version = findVersion(manifest, options.version);
  const entry = version === undefined ? undefined : manifest.versions[version];
  if (version === undefined || entry === undefined) {
    throw new CommandError(
      `Cannot profile "${name}": it has no version "${options.version ?? defaultAlias}"`,
    );
  }
  const bytes = await readTable(options.table);
  const onnx = await readModelFile(path.join(folder, entry.file));
  const { profile, refused } = await withSession({ model: name, bytes: onnx }, (session) =>
    profileTable(session, { manifest, version, bytes, sha256: entry.sha256, table: options.table }),
  );
  const text = formatProfile(profile);
  const file = path.join(path.dirname(entry.file), 'profile.json');
  const noted = {
    ...entry,
    profile: file,
    profileSha256: createHash('sha256').update(text).digest('hex'),
  };
  await writeText(path.join(folder, file), text);
  const changed = { ...manifest, versions: { ...manifest.versions, [version]: noted } };
  await writeText(path.join(folder, 'model.json'), `${JSON.stringify(changed, undefined, 2)}\n`);
  return { file: path.join(folder, file), version, profile, refused };
}

interface TableToProfile {
  readonly manifest: ModelManifest;
  readonly version: string;
  readonly sha256: string;
  readonly table: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

async function profileTable(
  session: OnnxSession,
  { manifest, version, sha256, table, bytes }: TableToProfile,
): Promise<Pick<WrittenProfile, 'profile' | 'refused'>> {
  const { format, headerBytes } = parseTableHeader(bytes);
  const { signature } = session;
  const plan: ScoringPlan = {
    ...{ model: manifest.name, version, file: '', sha256, key: manifest.key },
    ...planInputs(manifest, signature.inputs),
    predictions: planPredictions(manifest, signature.outputs),
  };
  const records = bytes.slice(headerBytes);
  const chunk = { format, include: 'key', bytes: records, firstRow: 1, firstOffset: headerBytes } as const;
  const scored = await decodeAndScore(parseTable(chunk, plan), { plan, session, batchSize });
  const { columns, errors } = scored.records;
  const predictions = toPredictions(plan, scored);
  const profile = createProfile({ plan, table: path.basename(table), columns, predictions });
  return { profile, refused: errors.length };
}

async function readTable(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { size } = await stat(file);
    if (size <= maxTableBytes) return new Uint8Array(await readFile(file));
    throw new CommandError(
      `Cannot profile ${JSON.stringify(file)}: it has ${size} bytes, more than ${maxTableBytes}; a sample of its records will do`,
    );
  } catch (thrown) {
    if (thrown instanceof CommandError) throw thrown;
    throw toFileError('read', file, thrown);
  }
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw toFileError('read', file, cause);
  });
}

async function writeText(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((cause: unknown) => {
    throw toFileError('write', file, cause);
  });
}

function toFileError(verb: 'read' | 'write', file: string, cause: unknown): CommandError {
  return new CommandError(`Cannot ${verb} ${JSON.stringify(file)}: ${describeFileError(cause)}`, 1, {
    cause,
  });
}
