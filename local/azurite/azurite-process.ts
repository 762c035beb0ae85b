import { createFaultDice } from '../faults/fault-dice.ts';
import { claimDirectory, type DirectoryClaim } from './claim-directory.ts';
import type { AzuriteOptions } from './create-azurite-servers.ts';
import { createAzuriteServers } from './create-azurite-servers.ts';
import type { AzuriteOrder, AzuriteReply } from './azurite-reply.ts';
import { strikeFaults } from './strike-faults.ts';
import { saveSoon } from './save-soon.ts';

// The entry of Azurite's process: the options come as its argument, the addresses go back over the IPC channel.
// The channel's end, however the parent came to its own, ends this process cleanly.

const options = JSON.parse(process.argv[2] ?? '') as AzuriteOptions; // made by start-azurite.ts
const claim = claimOwnDirectory(options);
const servers = createAzuriteServers(options);
const running = [
  ['blob', servers.blob],
  ['queue', servers.queue],
  ['table', servers.table],
] as const;
const dice = createFaultDice((id) => reply({ kind: 'hit', id }));

for (const [service, server] of running) {
  await server.start().catch((error: unknown) => fail(service, error));
  strikeFaults(service, server.httpServer, dice.pick);
}
const saving = saveSoon(
  running.flatMap(([, { metadataStore, extentMetadataStore }]) =>
    extentMetadataStore === undefined ? [metadataStore.db] : [metadataStore.db, extentMetadataStore.db],
  ),
);

process.on('message', ({ rules, change }: AzuriteOrder) => {
  dice.setRules(rules);
  reply({ kind: 'ruled', change });
});
process.once('disconnect', () => void stop());
process.once('SIGTERM', () => void stop());
process.on('SIGINT', () => undefined); // Ctrl+C reaches the whole group: the parent decides.
if (!process.connected) void stop();
reply({
  kind: 'ready',
  blobUrl: servers.blob.getHttpServerAddress(),
  queueUrl: servers.queue.getHttpServerAddress(),
  tableUrl: servers.table.getHttpServerAddress(),
});

async function stop(): Promise<void> {
  await saving.stop();
  await Promise.all(running.map(([, server]) => server.close()));
  claim?.release();
  process.exit(0);
}

/** Two Azurites on one directory would each overwrite what the other has saved. */
function claimOwnDirectory({ dataDirectory }: AzuriteOptions): DirectoryClaim | undefined {
  try {
    return dataDirectory === undefined ? undefined : claimDirectory(dataDirectory);
  } catch (error) {
    return fail('local', error);
  }
}

function fail(service: string, error: unknown): never {
  const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const why = inUse ? 'in use' : error instanceof Error ? error.message : String(error);
  reply({ kind: 'failed', service, inUse, why });
  process.exit(1);
}

function reply(message: AzuriteReply): void {
  process.send?.(message);
}
