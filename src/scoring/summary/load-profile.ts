import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type ModelVersion, toInvalidModel } from '../model-manifest.ts';
import { type ModelProfile, parseProfile } from './model-profile.ts';

/** Loads the profile of a version, where it has one; throws InvalidModel where it is not the one that model.json means. */
export async function loadProfile(
  model: string,
  { profile: file, profileSha256, sha256: modelSha256 }: ModelVersion,
  fetch: (file: string) => Promise<string>,
): Promise<ModelProfile | undefined> {
  if (file === undefined) return undefined;
  const bytes = await readFile(await fetch(file)).catch((cause: unknown) => {
    throw toInvalidModel(model, 'its profile cannot be read', cause);
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (profileSha256 !== undefined && sha256 !== profileSha256) {
    throw toInvalidModel(
      model,
      `the SHA-256 of its profile is ${sha256}, its model.json says ${profileSha256}`,
    );
  }
  const profile = parseProfile(bytes.toString('utf8'), model);
  if (profile.modelSha256 === modelSha256) return profile;
  const what = `its profile belongs to an ONNX file of SHA-256 ${profile.modelSha256}, not ${modelSha256}`;
  throw toInvalidModel(model, what);
}
