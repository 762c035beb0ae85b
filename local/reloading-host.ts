import { type HostOptions, type RunningHost, startHost } from './functions-host/start-host.ts';
import { watchApp } from './watch-app.ts';

/** A host that can be started anew in place. */
export interface ReloadingHost {
  current(): RunningHost | undefined;
  stop(): Promise<void>;
}

/** Starts the host, and anew whenever files of the app change; an app that does not load then waits for the next change. */
export async function startReloadingHost(options: HostOptions): Promise<ReloadingHost> {
  const { report } = options;
  let host: RunningHost | undefined = await startHost(options);
  let work = Promise.resolve();
  let stopped = false;

  const reload = async () => {
    if (stopped) return;
    report('The app has changed: loading it anew');
    await host?.stop();
    host = undefined;
    try {
      host = await startHost(options);
      report(`Ready ${host.url}`);
    } catch (error) {
      report(error instanceof Error ? error.message : String(error));
    }
  };
  const unwatch = await watchApp(options.appDirectory, () => {
    work = work.then(reload);
  });

  return {
    current: () => host,
    async stop() {
      stopped = true;
      unwatch();
      await work;
      await host?.stop();
    },
  };
}
