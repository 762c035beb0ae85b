import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createDurableEngine } from '../../../local/durable/create-durable-engine.ts';
import { type Invoker, triggerOf } from '../../../local/functions-host/invoker.ts';
import { installInvoker } from '../../local/durable/support/in-process-invoker.ts';

export type Answer = (activity: string, input: unknown) => unknown;

/** What an orchestrator was given in one turn: the JSON text of its history. */
export interface GivenTurn {
  readonly name: string;
  readonly payload: string;
}

const status = z.object({ runtimeStatus: z.string(), output: z.unknown() });
const activities = ['plan-job', 'score-chunk', 'fail-job', 'finish-job'];
const endMs = 120_000;

/** The product's orchestrators on the local engine, all in this process; what their activities answer is given to each run. */
export async function startScriptedJobEngine() {
  const registered = installInvoker();
  const df = await import('durable-functions');
  const { registerScoreJob } = await import('../../../src/functions/score-job.ts');
  const { registerScoreLane } = await import('../../../src/functions/score-lane.ts');
  let answer: Answer = () => undefined;
  registerScoreJob();
  registerScoreLane();
  for (const name of activities) {
    df.app.activity(name, { handler: (input: unknown) => answer(name, input) });
  }

  const turns: GivenTurn[] = [];
  const invoker: Invoker = {
    functions: registered.functions,
    invoke(name, input, options) {
      const payload = input.inputData[0]?.data.string;
      if (!activities.includes(name) && payload !== undefined) turns.push({ name, payload });
      return registered.invoke(name, input, options);
    },
  };
  const server = createServer((request, response) => {
    engine.webhooks(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const api = `http://127.0.0.1:${port}/runtime/webhooks/durabletask`;
  const engine = await createDurableEngine({
    file: undefined,
    invoker,
    taskHubName: 'TestHub',
    hostJson: {},
    webhookBaseUrl: `http://127.0.0.1:${port}`,
    log: () => undefined,
  });
  await engine.start();

  return {
    /** What an orchestrator answers to the history of a turn. */
    async ask(name: string, payload: string): Promise<unknown> {
      const metadata = registered.functions.find((one) => one.name === name);
      if (metadata === undefined) throw new Error(`Cannot ask "${name}": there is none`);
      const inputData = [{ name: triggerOf(metadata).name, data: { string: payload } }];
      const { returnValue } = await registered.invoke(name, { inputData, triggerMetadata: {} });
      return JSON.parse(returnValue?.json ?? returnValue?.string ?? 'null');
    },
    /** Runs a job to its end; gives its status, and all turns of its orchestrations. */
    async run(job: string, given: Answer) {
      answer = given;
      turns.length = 0;
      const body = JSON.stringify({ job, attempt: 1 });
      await fetch(`${api}/orchestrators/score-job/${job}`, { method: 'POST', body });
      for (let waitedMs = 0; waitedMs < endMs; waitedMs += 20) {
        const now = status.parse(await (await fetch(`${api}/instances/${job}`)).json());
        if (/Completed|Failed/.test(now.runtimeStatus)) return { ...now, turns: [...turns] };
        await sleep(20);
      }
      throw new Error(`Cannot run job "${job}": it has not ended in ${endMs} ms`);
    },
    async stop() {
      await engine.stop();
      server.close();
    },
  };
}
