export interface BlobPath {
  readonly container: string;
  readonly name: string;
}

export interface BlobProperties {
  /** As storage gives it, in quotes. */
  readonly etag: string;
  readonly bytes: number;
}

export interface ReadOptions {
  /** First byte; 0 where not given. */
  readonly offset?: number;
  /** How many bytes; up to the end where not given. */
  readonly bytes?: number;
  /** Fails with `InvalidInput` when the blob is no longer this one. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

export interface WriteOptions {
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ListedBlob {
  readonly name: string;
  /** In quotes, as `properties` gives it. */
  readonly etag: string;
  readonly modifiedAt: Date;
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface StagedBlock {
  readonly id: string;
  readonly body: Uint8Array;
  readonly signal?: AbortSignal;
}

/** What jobs ask of a blob storage. What is not there is `undefined`; storage out of reach is a retryable ScoringError. */
export interface BlobStore {
  /** Where the account answers, without a slash at the end. */
  readonly accountUrl: string;
  properties(path: BlobPath): Promise<BlobProperties | undefined>;
  /** Opens the bytes for reading piece by piece; the pieces are only as many as the reader asks for. */
  open(path: BlobPath, options?: ReadOptions): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Reads the bytes into memory, in a buffer of their own. */
  read(path: BlobPath, options?: ReadOptions): Promise<Uint8Array<ArrayBuffer> | undefined>;
  write(path: BlobPath, body: Uint8Array | string, options?: WriteOptions): Promise<void>;
  /** Stages a block of a blob that `commitBlocks` makes; staging an id again replaces it. */
  stageBlock(path: BlobPath, block: StagedBlock): Promise<void>;
  /** The blocks of a blob, staged or committed: id -> bytes. */
  listBlocks(path: BlobPath): Promise<ReadonlyMap<string, number>>;
  /** Makes the blob of these blocks, in this order. */
  commitBlocks(path: BlobPath, ids: readonly string[], options?: WriteOptions): Promise<BlobProperties>;
  /** Lists by name; ascending. */
  list(container: string, prefix: string): AsyncIterable<ListedBlob>;
  /** Deletes a blob, if it is there, committed or only staged. */
  delete(path: BlobPath): Promise<void>;
  /** Deletes all blobs below a prefix, the staged ones that were never committed too. */
  deletePrefix(container: string, prefix: string): Promise<void>;
}
