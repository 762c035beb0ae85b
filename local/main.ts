import { fileURLToPath } from 'node:url';
import { parseCommandLine, type StartCommand, usage } from './command-line.ts';
import { type FunctionMetadata, triggerOf } from './functions-host/invoker.ts';
import type { Trigger } from './functions-host/triggers/trigger.ts';
import { toPorts } from './ports.ts';
import { type LocalAzure, startLocalAzure } from './start-local-azure.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What starts a function, in words; what Durable Functions start is the app's own affair. */
function describeTrigger(metadata: FunctionMetadata, trigger: Trigger | undefined): string | undefined {
  if (trigger !== undefined) return trigger.description;
  const { type, route } = triggerOf(metadata);
  return type === 'httpTrigger' ? `http ${typeof route === 'string' ? route : metadata.name}` : undefined;
}

/** Tells what can be reached where, and last that all is ready. */
function announce({ host }: LocalAzure, { portBase, runsServices }: StartCommand): void {
  const ports = toPorts(portBase);
  for (const metadata of host?.functions ?? []) {
    const line = describeTrigger(metadata, host?.triggers.get(metadata.name));
    if (line !== undefined) console.log(`  ${metadata.name}: ${line}`);
  }
  if (runsServices)
    console.log(
      `Storage http://127.0.0.1:${ports.blob}/devstoreaccount1, Cosmos DB http://127.0.0.1:${ports.cosmos}, Service Bus 127.0.0.1:${ports.serviceBus}`,
    );
  if (host?.functions.some(({ name }) => name === 'console') === true)
    console.log(`Pages ${host.url}/console/`);
  console.log(`Ready ${host?.url ?? `http://127.0.0.1:${ports.blob}`}`);
}

/** Stops once, in order, on the first signal; a second one ends at once. */
function stopOnSignals(azure: LocalAzure): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(130);
    stopping = true;
    azure.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

try {
  const command = parseCommandLine(process.argv.slice(2), root);
  if (command === undefined) console.log(usage);
  else {
    const azure = await startLocalAzure(command, {
      report: (line) => console.log(line),
      print: (text) => process.stdout.write(text),
    });
    stopOnSignals(azure);
    announce(azure, command);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
