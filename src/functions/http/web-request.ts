/** The little of an HTTP request that is read here: the library's HttpRequest is one, and so is a light object over node:http. */
export interface WebRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { get(name: string): string | null };
  readonly query: { get(name: string): string | null };
  readonly params: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array> | null;
  /** Aborted when the caller has gone, where that can be known. */
  readonly signal?: AbortSignal;
}
