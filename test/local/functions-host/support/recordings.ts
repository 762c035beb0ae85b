import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A request as the recording client sent it; a header may come several times. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | { readonly base64: string };
}

/** An answer as it came: headers in order and case. */
export interface RecordedAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
  readonly bodyBase64?: string;
}

export interface RecordedInvocation {
  readonly function: string;
  readonly invocationRequest: unknown;
}

/** A request, the invocation that it made, and the answer to it; each of them may be missing. */
export interface RecordedExchange {
  readonly name: string;
  readonly client: RecordedRequest;
  readonly function: string | null;
  readonly invocationRequest: unknown;
  readonly clientReceived?: RecordedAnswer | null;
}

/**
 * What the real Functions host sent and answered, by name; `folder` is one of those below test/local/recordings.
 * They were taken from the host 4.1037 with Node language worker 3.9.1 on Azurite.
 */
export function readRecordings<T>(folder: string): ReadonlyMap<string, T> {
  const file = new URL(`../../recordings/${folder}.json.gz`, import.meta.url);
  const parsed = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Record<string, T>;
  return new Map(Object.entries(parsed));
}
