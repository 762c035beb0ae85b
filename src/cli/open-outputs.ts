import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { JobProof } from '../jobs/outputs/parse-manifest.ts';
import type { OpenOutput } from '../jobs/outputs/verify-outputs.ts';
import { CommandError, toUsageError } from './command-error.ts';
import { describeFileError } from './describe-file-error.ts';
import { readMessage } from './thrown.ts';

export interface JobOutputs {
  /** Its text. */
  readonly manifest: string;
  readonly createOpener: (proof: JobProof) => OpenOutput;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A manifest on this machine, with the other outputs beside it; throws CommandError where a file cannot be read. */
export async function openOutputFiles(file: string): Promise<JobOutputs> {
  const manifest = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError(`Cannot read ${JSON.stringify(file)}: ${describeFileError(cause)}`);
  });
  return {
    manifest,
    createOpener:
      ({ outputs }) =>
      (output) =>
        Promise.resolve(readWithErrors(path.join(path.dirname(file), outputs[output]?.file ?? output))),
  };
}

async function* readWithErrors(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new CommandError(`Cannot read ${JSON.stringify(file)}: ${describeFileError(cause)}`);
  }
}

/** The outputs of a job of a running app; throws CommandError where it does not give them. */
export async function openOutputsOfJob(
  job: string,
  { url, environment }: { readonly url: string | undefined; readonly environment: Environment },
): Promise<JobOutputs> {
  const base = url ?? environment.ONSCORE_BATCH_URL ?? environment.ONSCORE_URL;
  if (base === undefined) throw toUsageError('Cannot find the app: neither --url nor ONSCORE_URL is given');
  const open = async (output: string): Promise<Response> => {
    const address = `${base.replace(/\/$/, '')}/jobs/${encodeURIComponent(job)}/${output}`;
    const key = environment.ONSCORE_KEY;
    const headers = { ...(key !== undefined && { 'x-functions-key': key }) };
    const response = await fetch(address, { headers, signal: AbortSignal.timeout(timeoutMs) }).catch(
      (cause: unknown) => {
        throw new CommandError(`Cannot reach ${address}: ${readMessage(cause)}`);
      },
    );
    if (response.ok) return response;
    throw new CommandError(`Cannot read ${address}: it answers ${response.status} ${await response.text()}`);
  };
  const manifest = await (await open('manifest')).text();
  return { manifest, createOpener: () => async (output) => (await open(output)).body ?? Readable.from([]) };
}

/** A request for outputs ends after 230 s on Azure anyway. */
const timeoutMs = 230_000;
