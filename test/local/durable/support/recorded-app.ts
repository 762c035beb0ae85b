/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-return, require-yield,
   no-restricted-syntax -- what an orchestrator's yield gives has no type */
import * as df from 'durable-functions';
import { setTimeout as sleep } from 'node:timers/promises';

// The functions whose management API calls were recorded, as far as their answers tell what they do.
df.app.activity('say', { handler: (name: string) => `Hello ${name}` });
df.app.activity('slow', { handler: (ms: number) => sleep(ms) });
df.app.activity('alwaysFail', {
  handler(message: string) {
    throw new Error(message);
  },
});
df.app.orchestration('oneActivity', function* (context) {
  return yield context.df.callActivity('say', 'one');
});
df.app.orchestration('noYield', function* (context) {
  return context.df.getInput();
});
df.app.orchestration('sleepy', function* (context) {
  yield context.df.callActivity('slow', context.df.getInput());
  return 'slept';
});
df.app.orchestration('waitEvent', function* (context) {
  const got = yield context.df.waitForExternalEvent('go');
  return { got };
});
df.app.orchestration('failUncaught', function* (context) {
  return yield context.df.callActivity('alwaysFail', 'kaputt');
});
df.app.orchestration('race', function* (context) {
  const { ms } = context.df.getInput<{ ms: number }>();
  const timer = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + ms));
  const winner = yield context.df.Task.any([context.df.waitForExternalEvent('go'), timer]);
  return winner === timer ? 'timed out' : 'event';
});
