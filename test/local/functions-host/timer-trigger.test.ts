import { describe, expect, test } from '@jest/globals';
import { loadHostState } from './support/host-state.ts';
import { createManualClock } from './support/manual-clock.ts';
import { normaliseInvocation } from './support/normalise.ts';
import { type RecordedInvocation, readRecordings } from './support/recordings.ts';
import type { FunctionMetadata, InvocationInput, Invoker } from '../../../local/functions-host/invoker.ts';
import { createTimerTrigger } from '../../../local/functions-host/triggers/timer-trigger.ts';

const recordings = readRecordings<readonly RecordedInvocation[]>('timer');

/** The payloads of a timer, with their times: what the clock says is what these tests are about. */
const payloads = (inputs: readonly InvocationInput[]) =>
  inputs.map(({ inputData }) => JSON.parse(inputData[0]?.data.json ?? 'null') as unknown);

function createTimer(name: string, binding: object) {
  const inputs: InvocationInput[] = [];
  const metadata: FunctionMetadata = {
    name,
    bindings: { timer: { type: 'timerTrigger', name: 'timer', direction: 'in', ...binding } },
  };
  const invoker: Invoker = {
    functions: [metadata],
    invoke: async (_, input) => {
      inputs.push(input);
      return { outputData: [] };
    },
  };
  return { metadata, invoker, inputs };
}

describe('createTimerTrigger()', () => {
  test('fires at each occurrence and tells of the last one, as recorded in every-minute-with-monitor', async () => {
    const clock = createManualClock('2026-11-22T17:51:18.053Z');
    const { metadata, invoker, inputs } = createTimer('minutely', { schedule: '0 * * * * *' });
    const state = loadHostState();
    const trigger = createTimerTrigger({ metadata, invoker, state, values: {}, report: fail, clock });
    trigger.start();
    await clock.advanceTo('2026-11-22T17:54:00.000Z');
    await trigger.stop();
    const recorded = recordings.get('every-minute-with-monitor')!;
    expect(inputs.map((input) => normaliseInvocation({ ...input, ...noContext }))).toEqual(
      recorded.map(({ invocationRequest }) => rename(normaliseInvocation(invocationRequest))),
    );
    expect(payloads(inputs)).toEqual([
      status('0001-01-01T00:00:00+00:00', '2026-11-22T17:52:00+00:00', '0001-01-01T00:00:00+00:00'),
      status('2026-11-22T17:52:00+00:00', '2026-11-22T17:53:00+00:00', '2026-11-22T17:52:00+00:00'),
      status('2026-11-22T17:53:00+00:00', '2026-11-22T17:54:00+00:00', '2026-11-22T17:53:00+00:00'),
    ]);
  });

  test('catches up once what fell due while the host was down, as recorded in past-due', async () => {
    const state = loadHostState();
    state.writeTimer('minutely', {
      last: '2026-11-22T17:55:00+00:00',
      next: '2026-11-22T17:56:00+00:00',
      lastUpdated: '2026-11-22T17:55:00+00:00',
    });
    const clock = createManualClock('2026-11-22T17:57:46.284Z');
    const { metadata, invoker, inputs } = createTimer('minutely', { schedule: '0 * * * * *' });
    const trigger = createTimerTrigger({ metadata, invoker, state, values: {}, report: fail, clock });
    trigger.start();
    await clock.advanceTo('2026-11-22T17:58:00.000Z');
    await trigger.stop();
    expect(inputs.map((input) => normaliseInvocation({ ...input, ...noContext }))).toEqual(
      recordings
        .get('past-due')!
        .map(({ invocationRequest }) => rename(normaliseInvocation(invocationRequest))),
    );
    expect(payloads(inputs)).toEqual([
      {
        ...status('2026-11-22T17:55:00+00:00', '2026-11-22T17:56:00+00:00', '2026-11-22T17:55:00+00:00'),
        IsPastDue: true,
      },
      status('2026-11-22T17:57:46.284+00:00', '2026-11-22T17:58:00+00:00', '2026-11-22T17:57:46.284+00:00'),
    ]);
  });

  test('keeps the status of a TimeSpan too, as recorded in timespan-schedule', async () => {
    const state = loadHostState();
    state.writeTimer('spanTimer', {
      last: '2026-11-22T17:54:18.053+00:00',
      next: '2026-11-22T17:55:48.053+00:00',
      lastUpdated: '2026-11-22T17:54:18.053+00:00',
    });
    const clock = createManualClock('2026-11-22T17:57:46.284Z');
    const { metadata, invoker, inputs } = createTimer('spanTimer', { schedule: '%EVERY%' });
    const values = { EVERY: '00:01:30' };
    const trigger = createTimerTrigger({ metadata, invoker, state, values, report: fail, clock });
    trigger.start();
    await trigger.stop();
    expect(inputs.map((input) => normaliseInvocation({ ...input, ...noContext }))).toEqual(
      recordings
        .get('timespan-schedule')!
        .map(({ invocationRequest }) => rename(normaliseInvocation(invocationRequest))),
    );
  });

  test('starts anew when the schedule has changed', async () => {
    const state = loadHostState();
    state.writeTimer('weekly', {
      last: '2026-11-16T06:00:00+00:00',
      next: '2026-11-23T06:00:00+00:00',
      lastUpdated: '2026-11-16T06:00:00+00:00',
    });
    const clock = createManualClock('2026-11-17T00:00:00.000Z');
    const { metadata, invoker, inputs } = createTimer('weekly', { schedule: '0 0 6 * * Wed' });
    const trigger = createTimerTrigger({ metadata, invoker, state, values: {}, report: fail, clock });
    trigger.start();
    await clock.advanceTo('2026-11-18T06:00:00.000Z');
    await trigger.stop();
    expect(payloads(inputs)).toEqual([
      status('0001-01-01T00:00:00+00:00', '2026-11-18T06:00:00+00:00', '2026-11-16T06:00:00+00:00'),
    ]);
  });

  test('refuses a schedule that is none', () => {
    const { metadata, invoker } = createTimer('bad', { schedule: '* *' });
    expect(() =>
      createTimerTrigger({ metadata, invoker, state: loadHostState(), values: {}, report: fail }),
    ).toThrow('Cannot read schedule "* *": it has 2 fields, expected 6 (or 5)');
  });
});

const noContext = { traceContext: { traceParent: '', traceState: '', attributes: {} } };

/** The recorded app's binding has a name made from its options; these tests' is called "timer". */
const rename = (invocation: unknown): unknown =>
  JSON.parse(JSON.stringify(invocation).replace(/"timerTrigger[0-9a-f]+"/g, '"timer"'));

const status = (Last: string, Next: string, LastUpdated: string) => ({
  Schedule: { AdjustForDST: true },
  ScheduleStatus: { Last, Next, LastUpdated },
  IsPastDue: false,
});

function fail(line: string): never {
  throw new Error(line);
}
