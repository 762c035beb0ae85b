import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { JobProof } from '../jobs/outputs/parse-manifest.ts';
import type { OpenOutput } from '../jobs/outputs/verify-outputs.ts';
import { localAddress } from './app-address.ts';
import { CommandError } from './command-error.ts';
import { describeFileError } from './describe-file-error.ts';
import { readCause, readCode, readMessage } from './thrown.ts';

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

export interface AppOptions {
  readonly url: string | undefined;
  readonly environment: Environment;
  readonly print: (line: string) => void;
}

/** The outputs of a job of a running app, the one on this machine where none is named; throws CommandError where it does not give them. */
export async function openOutputsOfJob(
  job: string,
  { url, environment, print }: AppOptions,
): Promise<JobOutputs> {
  const named = url ?? environment.ONSCORE_BATCH_URL ?? environment.ONSCORE_URL;
  if (named === undefined) print(`Asking ${localAddress}: neither --url nor ONSCORE_URL is given`);
  const place = `${(named ?? localAddress).replace(/\/$/, '')}/jobs/${encodeURIComponent(job)}`;
  const key = environment.ONSCORE_KEY;
  const open = async (output: string): Promise<Response> => {
    const address = `${place}/${output}`;
    const response = await request(address, key);
    if (response.ok) return response;
    const text = await response.text();
    const reason = response.status === 404 ? await findReason(place, key) : undefined;
    if (reason !== undefined) throw new CommandError(`Cannot verify job ${JSON.stringify(job)}: ${reason}`);
    throw new CommandError(
      `Cannot read ${address}: it answers ${describeAnswer(response.status, text, key)}`,
    );
  };
  const manifest = await (await open('manifest')).text();
  return { manifest, createOpener: () => async (output) => (await open(output)).body ?? Readable.from([]) };
}

/** A request for outputs ends after 230 s on Azure anyway. */
const timeoutMs = 230_000;

async function request(address: string, key: string | undefined): Promise<Response> {
  const headers = { ...(key !== undefined && { 'x-functions-key': key }) };
  try {
    return await fetch(address, { headers, signal: AbortSignal.timeout(timeoutMs) });
  } catch (cause) {
    throw new CommandError(`Cannot reach ${address}: ${describeFetchError(cause)}`, 1, { cause });
  }
}

function describeFetchError(thrown: unknown): string {
  return readCode(readCause(thrown)) === 'ECONNREFUSED' ? 'nothing answers there' : readMessage(thrown);
}

function describeAnswer(status: number, text: string, key: string | undefined): string {
  if (status !== 401) return `${status} ${text}`;
  return key === undefined
    ? '401: it asks for a function key, which ONSCORE_KEY gives'
    : '401: the function key in ONSCORE_KEY is not one of its own';
}

const jobSchema = z.object({ status: z.string(), error: z.string().optional() });

/** Why a job that is there has no outputs. */
async function findReason(place: string, key: string | undefined): Promise<string | undefined> {
  const response = await request(place, key);
  if (!response.ok) return undefined;
  const { success, data } = jobSchema.safeParse(await response.json().catch(() => undefined));
  if (!success) return undefined;
  switch (data.status) {
    case 'Succeeded':
      return undefined;
    case 'Failed':
      return `it failed, so it has no predictions: ${data.error ?? 'it does not say why'}`;
    case 'Canceled':
      return 'it was canceled, so it has no predictions';
    default:
      return `it is ${data.status}, so it has no outputs yet`;
  }
}
