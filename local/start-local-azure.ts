import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartCommand } from './command-line.ts';
import { assertAppDirectory, createDataDirectory } from './directories.ts';
import { type HostOptions, type RunningHost, startHost } from './functions-host/start-host.ts';
import { startReloadingHost } from './reloading-host.ts';
import { assertPortsAnswered, assertPortsFree, toPorts } from './ports.ts';
import { type RunningServices, startServices, toConnections } from './start-services.ts';

export interface LocalAzure {
  readonly host: RunningHost | undefined;
  stop(): Promise<void>;
}

export interface Console {
  /** A line about what happens. */
  readonly report: (line: string) => void;
  /** Text of the app. */
  readonly print: (text: string) => void;
}

/** The key that callers need under `--auth`: made once, kept with the state. */
async function loadKey(dataDirectory: string | undefined): Promise<string> {
  const fresh = randomBytes(32).toString('base64url');
  if (dataDirectory === undefined) return fresh;
  const file = join(dataDirectory, 'host-key');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept === undefined) await writeFile(file, fresh, { mode: 0o600 });
  return kept ?? fresh;
}

async function startApp(
  options: HostOptions,
  watches: boolean,
): Promise<{ readonly running: RunningHost | undefined; stop(): Promise<void> }> {
  if (watches) {
    const host = await startReloadingHost(options);
    return { running: host.current(), stop: () => host.stop() };
  }
  const host = await startHost(options);
  return { running: host, stop: () => host.stop() };
}

/** Starts what the command asks for; what has started is stopped again where the rest fails. */
export async function startLocalAzure(
  command: StartCommand,
  { report, print }: Console,
): Promise<LocalAzure> {
  const { runsServices, runsApp, dataDirectory, appDirectory } = command;
  const ports = toPorts(command.portBase);
  const { app, faults, ...servicePorts } = ports;
  await assertPortsFree({
    ...(runsApp ? { app } : {}),
    ...(runsServices ? servicePorts : {}),
    ...(runsServices && command.failsOnDemand ? { faults } : {}),
  });
  if (runsApp) await assertAppDirectory(appDirectory);
  if (!runsServices) await assertPortsAnswered(servicePorts);
  if (dataDirectory !== undefined) await createDataDirectory(dataDirectory);
  const services: RunningServices | undefined = runsServices
    ? await startServices({
        ports,
        dataDirectory,
        failsOnDemand: command.failsOnDemand,
        requestUnitsPerSecond: command.requestUnitsPerSecond,
      })
    : undefined;
  try {
    const key = command.asksKeys ? await loadKey(dataDirectory) : undefined;
    if (key !== undefined) report(`Function key ${key}`);
    const connections = services?.connections ?? toConnections(ports);
    const pickFault = command.failsOnDemand ? services?.pickFault : undefined;
    const hostOptions = {
      appDirectory,
      port: app,
      connections,
      dataDirectory,
      key,
      pickFault,
      report,
      print,
    };
    const host = runsApp ? await startApp(hostOptions, command.watches) : undefined;
    return {
      host: host?.running,
      stop: async () => {
        await host?.stop();
        await services?.stop();
      },
    };
  } catch (error) {
    await services?.stop();
    throw error;
  }
}
