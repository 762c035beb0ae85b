import * as df from 'durable-functions';

interface Lane {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

interface Job {
  readonly total: number;
  readonly lanes: number;
  readonly chunksPerLane: number;
  readonly cursor?: number;
  readonly done?: number;
}

df.app.activity('chunk', { handler: (n: number) => ({ n, records: 1 }) });

df.app.orchestration('lane', function* (context) {
  const { from, to, step } = context.df.getInput<Lane>();
  let records = 0;
  for (let n = from; n < to; n += step) {
    const result = (yield context.df.callActivity('chunk', n)) as { readonly records: number };
    records += result.records;
  }
  return records;
});

df.app.orchestration('job', function* (context) {
  const { total, lanes, chunksPerLane, cursor = 0, done = 0 } = context.df.getInput<Job>();
  const to = Math.min(total, cursor + lanes * chunksPerLane);
  const starts = Array.from({ length: Math.min(lanes, to - cursor) }, (_, lane) => cursor + lane);
  const counts = (yield context.df.Task.all(
    starts.map((from) => context.df.callSubOrchestrator('lane', { from, to, step: lanes })),
  )) as readonly number[];
  const sum = counts.reduce((all, one) => all + one, done);
  if (to === total) return sum;
  context.df.continueAsNew({ total, lanes, chunksPerLane, cursor: to, done: sum });
  return undefined;
});
