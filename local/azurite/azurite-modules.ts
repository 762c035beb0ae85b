import './without-telemetry.ts';
import { createRequire } from 'node:module';
import type {
  AzuriteServerConstructor,
  ExtentConfigurationConstructor,
  TableConfigurationConstructor,
} from './azurite-server.ts';

/** Azurite 3.37 ships neither types nor an entry that starts its services in a process of ours: its own modules do both. */
const require = createRequire(import.meta.url);

const defaultOf = (path: string): unknown =>
  (require(`azurite/dist/src/${path}.js`) as { default: unknown }).default;

export const BlobConfiguration = defaultOf('blob/BlobConfiguration') as ExtentConfigurationConstructor;
export const QueueConfiguration = defaultOf('queue/QueueConfiguration') as ExtentConfigurationConstructor;
export const TableConfiguration = defaultOf('table/TableConfiguration') as TableConfigurationConstructor;
export const BlobServer = defaultOf('blob/BlobServer') as AzuriteServerConstructor;
export const QueueServer = defaultOf('queue/QueueServer') as AzuriteServerConstructor;
export const TableServer = defaultOf('table/TableServer') as AzuriteServerConstructor;
