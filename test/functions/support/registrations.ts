import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const binding = z.looseObject({
  type: z.string(),
  route: z.string().optional(),
  authLevel: z.string().optional(),
});
const registration = z.object({ name: z.string(), bindings: z.record(z.string(), binding) });

export type Registration = z.infer<typeof registration>;

const settings = {
  DataStorage: 'UseDevelopmentStorage=true',
  CosmosDB:
    'AccountEndpoint=http://127.0.0.1:8081/;AccountKey=C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==',
};

/** What the app registers with the host in a role, in a process of its own; fails with what the app prints when it does not load. */
export async function loadRegistrations(
  environment: Readonly<Record<string, string>> = {},
  ...entry: readonly [string?]
): Promise<readonly Registration[]> {
  const script = path.join(import.meta.dirname, 'print-registrations.ts');
  const env = { ...process.env, NODE_OPTIONS: '', ...settings, ...environment };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [script, ...entry.filter((file) => file !== undefined)],
    { env, timeout: 20_000 },
  );
  return z.array(registration).parse(JSON.parse(stdout));
}

export interface RegisteredRoute {
  readonly name: string;
  readonly route: string;
  readonly authLevel: string | undefined;
}

/** The HTTP functions in the order in which the host tries them. */
export function toRoutes(registrations: readonly Registration[]): readonly RegisteredRoute[] {
  return registrations
    .flatMap(({ name, bindings }) =>
      Object.values(bindings).flatMap(({ type, route = name, authLevel }) =>
        type === 'httpTrigger' ? [{ name, route, authLevel }] : [],
      ),
    )
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}
