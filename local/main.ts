import { fileURLToPath } from 'node:url';
import { parseCommandLine, type StartCommand, usage } from './command-line.ts';
import { triggerOf } from './functions-host/invoker.ts';
import { toPorts } from './ports.ts';
import { type LocalAzure, startLocalAzure } from './start-local-azure.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Tells what can be reached where, and last that all is ready. */
function announce({ host }: LocalAzure, { portBase, runsServices }: StartCommand): void {
  const ports = toPorts(portBase);
  for (const { name, bindings } of host?.functions ?? []) {
    const trigger = triggerOf({ name, bindings });
    if (trigger.type === 'timerTrigger') console.log(`  ${name}: timer ${String(trigger.schedule)}`);
    if (trigger.type === 'blobTrigger') console.log(`  ${name}: blob ${String(trigger.path)}`);
    if (trigger.type === 'httpTrigger')
      console.log(`  ${name}: http /${typeof trigger.route === 'string' ? trigger.route : name}`);
  }
  if (runsServices)
    console.log(
      `Storage http://127.0.0.1:${ports.blob}/devstoreaccount1, Cosmos DB http://127.0.0.1:${ports.cosmos}`,
    );
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
