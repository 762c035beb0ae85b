import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CorsSettings } from './http/cors.ts';

const localSettingsSchema = z.object({
  Values: z.record(z.string(), z.string()).default({}),
  Host: z
    .looseObject({ CORS: z.string().default(''), CORSCredentials: z.boolean().default(false) })
    .prefault({}),
});

/** Where the local services listen in this run; undefined where they are not started. */
export interface ServiceConnections {
  readonly storage: string;
  readonly cosmos: string;
  readonly serviceBus: string | undefined;
}

export interface AppSettings {
  readonly values: Readonly<Record<string, string>>;
  readonly cors: CorsSettings;
}

async function readFirst(files: readonly string[]): Promise<string> {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return '{}';
}

/** A connection string for the development services on their default ports becomes one for the ports of this run. */
function redirect(value: string, connections: ServiceConnections): string {
  if (/UseDevelopmentStorage=true/i.test(value)) return connections.storage;
  if (/^AccountEndpoint=https?:\/\/(localhost|127\.0\.0\.1)[:/]/i.test(value)) return connections.cosmos;
  if (/UseDevelopmentEmulator=true/i.test(value)) return connections.serviceBus ?? value;
  return value;
}

/** The settings an app runs with here: local.settings.json, or the sample beside it, for the services of this run. */
export async function loadAppSettings(
  appDirectory: string,
  connections: ServiceConnections,
): Promise<AppSettings> {
  const names = ['local.settings.json', 'local.settings.sample.json'];
  const text = await readFirst(names.map((name) => join(appDirectory, name)));
  const { Values, Host } = localSettingsSchema.parse(JSON.parse(text));
  const values = Object.entries({ AzureWebJobsStorage: 'UseDevelopmentStorage=true', ...Values });
  // As with the Functions CLI the environment goes before the file - but for the local services, which must stay local.
  const choose = (name: string, value: string) => {
    const redirected = redirect(value, connections);
    return redirected === value ? (process.env[name] ?? value) : redirected;
  };
  return {
    values: Object.fromEntries(values.map(([name, value]) => [name, choose(name, value)])),
    cors: {
      origins: Host.CORS.split(',')
        .map((o) => o.trim())
        .filter((o) => o !== ''),
      credentials: Host.CORSCredentials,
    },
  };
}

/** Replaces `%NAME%` by the app setting of that name, as the host does in bindings. */
export function resolveSetting(text: string, values: Readonly<Record<string, string | undefined>>): string {
  return text.replace(/%([^%]+)%/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new Error(`Cannot start the app: setting "${name}" of ${whole} is missing`);
    return value;
  });
}

/** The connection string behind a binding's `connection`; the host looks for the prefixed name too. */
export function resolveConnection(
  name: unknown,
  values: Readonly<Record<string, string | undefined>>,
): string {
  const setting = typeof name === 'string' && name !== '' ? name : 'AzureWebJobsStorage';
  const value = values[setting] ?? values[`AzureWebJobs${setting}`];
  if (value === undefined)
    throw new Error(`Cannot start the app: connection setting "${setting}" is missing`);
  return value;
}
