import type { Server } from 'node:http';
import type { LokiDatabase } from './save-soon.ts';

/** One of Azurite's three servers; the stores are private in its sources and public at run time. */
export interface AzuriteServer {
  readonly httpServer: Server;
  readonly metadataStore: { readonly db: LokiDatabase };
  readonly extentMetadataStore?: { readonly db: LokiDatabase };
  start(): Promise<void>;
  close(): Promise<void>;
  getHttpServerAddress(): string;
}

declare const configuration: unique symbol;

/** Azurite's own configuration object, made and read by Azurite only. */
export interface AzuriteConfiguration {
  readonly [configuration]: true;
}

export type AzuriteServerConstructor = new (configuration: AzuriteConfiguration) => AzuriteServer;

interface PersistencePath {
  readonly locationId: string;
  readonly locationPath: string;
  readonly maxConcurrency: number;
}

/** Blob and queue: metadata in LokiJS files, contents in extent files. */
export type ExtentConfigurationConstructor = new (
  host: string,
  port: number,
  keepAliveTimeoutSeconds: number,
  metadataFile: string,
  extentMetadataFile: string,
  persistencePaths: readonly PersistencePath[],
  enableAccessLog: boolean,
  accessLogStream: undefined,
  enableDebugLog: boolean,
  debugLogFile: undefined,
  loose: boolean,
  skipApiVersionCheck: boolean,
  cert: '',
  key: '',
  password: '',
  oauth: undefined,
  disableProductStyleUrl: boolean,
  inMemory: boolean,
) => AzuriteConfiguration;

export type TableConfigurationConstructor = new (
  host: string,
  port: number,
  keepAliveTimeoutSeconds: number,
  metadataFile: string,
  enableDebugLog: boolean,
  enableAccessLog: boolean,
  accessLogStream: undefined,
  debugLogFile: undefined,
  loose: boolean,
  skipApiVersionCheck: boolean,
  cert: '',
  key: '',
  password: '',
  oauth: undefined,
  disableProductStyleUrl: boolean,
  inMemory: boolean,
) => AzuriteConfiguration;
