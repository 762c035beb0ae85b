import { join } from 'node:path';
import {
  BlobConfiguration,
  BlobServer,
  QueueConfiguration,
  QueueServer,
  TableConfiguration,
  TableServer,
} from './azurite-modules.ts';
import type {
  AzuriteConfiguration,
  AzuriteServer,
  ExtentConfigurationConstructor,
} from './azurite-server.ts';

export interface AzuriteOptions {
  /** Where the state lies; undefined = in memory. */
  readonly dataDirectory: string | undefined;
  /** 0 takes a free port, here and below. */
  readonly blobPort: number;
  readonly queuePort: number;
  readonly tablePort: number;
}

const host = '127.0.0.1';
/** Longer than clients keep an idle connection, so that none writes into one that is being closed. */
const keepAliveTimeoutSeconds = 75;
/** Azurite's own figure: extents of a service that are written at the same time. */
const maxConcurrency = 10;

/** Creates Azurite's blob, queue and table server, not yet started. */
export function createAzuriteServers(
  options: AzuriteOptions,
): Readonly<Record<'blob' | 'queue' | 'table', AzuriteServer>> {
  return {
    blob: new BlobServer(extentConfiguration('blob', BlobConfiguration, options.blobPort, options)),
    queue: new QueueServer(extentConfiguration('queue', QueueConfiguration, options.queuePort, options)),
    table: new TableServer(createTableConfiguration(options)),
  };
}

function extentConfiguration(
  service: 'blob' | 'queue',
  Configuration: ExtentConfigurationConstructor,
  port: number,
  { dataDirectory }: AzuriteOptions,
): AzuriteConfiguration {
  const file = (name: string): string => join(dataDirectory ?? '', name);
  const locationPath = file(`${service}-extents`);
  return new Configuration(
    host,
    port,
    keepAliveTimeoutSeconds,
    file(`${service}.json`),
    file(`${service}-extents.json`),
    [{ locationId: 'Default', locationPath, maxConcurrency }],
    false,
    undefined,
    false,
    undefined,
    ...common,
    dataDirectory === undefined,
  );
}

/** The last settings of all three: not loose, any API version (the clients are newer), plain HTTP, no OAuth. */
const common = [false, true, '', '', '', undefined, false] as const;

function createTableConfiguration({ tablePort, dataDirectory }: AzuriteOptions): AzuriteConfiguration {
  const file = join(dataDirectory ?? '', 'table.json');
  const inMemory = dataDirectory === undefined;
  return new TableConfiguration(
    host,
    tablePort,
    keepAliveTimeoutSeconds,
    file,
    false,
    false,
    undefined,
    undefined,
    ...common,
    inMemory,
  );
}
