import { describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { scoreJob } from '../../src/functions/score-job.ts';
import { listChunks } from '../../src/functions/score-lane.ts';
import { laneInput } from '../../src/functions/orchestration-messages.ts';
import { driveOrchestration, type ScheduledCall } from './support/orchestration-driver.ts';

interface Answers {
  readonly plan: unknown;
  readonly lane?: unknown;
  readonly finish?: unknown;
}

const planned = (chunks: number, lanes: number) => ({ state: 'planned', chunks, lanes, maxRetries: 3 });

function answers({ plan, lane = { state: 'done' }, finish = { state: 'finished' } }: Answers) {
  return ({ name }: ScheduledCall) => ({ 'plan-job': plan, 'score-lane': lane, 'finish-job': finish })[name];
}

const start = { job: 'j', attempt: 1 };

describe('scoreJob()', () => {
  test('plans, scores in lanes, and finishes', () => {
    const { calls, output, customStatus } = driveOrchestration(
      scoreJob,
      start,
      answers({ plan: planned(5, 2) }),
    );
    expect(calls.map((call) => [call.name, call.input])).toEqual([
      ['plan-job', { job: 'j', attempt: 1 }],
      ['score-lane', { job: 'j', attempt: 1, from: 1, to: 5, step: 2, maxRetries: 3 }],
      ['score-lane', { job: 'j', attempt: 1, from: 2, to: 5, step: 2, maxRetries: 3 }],
      ['finish-job', { job: 'j', attempt: 1 }],
    ]);
    expect(output).toEqual({ job: 'j' });
    expect(customStatus).toEqual({ chunks: 5, done: 5 });
  });

  test('has no more lanes than chunks', () => {
    const { calls } = driveOrchestration(scoreJob, start, answers({ plan: planned(3, 16) }));
    expect(calls.filter((call) => call.name === 'score-lane')).toHaveLength(3);
  });

  test('only finishes when the plan says that the job stopped', () => {
    const { calls } = driveOrchestration(scoreJob, start, answers({ plan: { state: 'stopped' } }));
    expect(calls.map((call) => call.name)).toEqual(['plan-job', 'finish-job']);
  });

  test('goes on in a new generation after 50 chunks a lane', () => {
    const { calls, continuedWith } = driveOrchestration(scoreJob, start, answers({ plan: planned(101, 2) }));
    expect(calls.map((call) => call.name)).toEqual(['plan-job', 'score-lane', 'score-lane']);
    expect(continuedWith).toEqual({ job: 'j', attempt: 1, cursor: 101, repairs: 0 });
    const next = driveOrchestration(scoreJob, continuedWith, answers({ plan: planned(101, 2) }));
    expect(next.calls.map((call) => call.name)).toEqual(['plan-job', 'score-lane', 'finish-job']);
    expect(next.calls[1]?.input).toMatchObject({ from: 101, to: 101 });
  });

  test('finishes at once when a lane was stopped', () => {
    const given = answers({ plan: planned(101, 2), lane: { state: 'stopped' } });
    const { calls, continuedWith } = driveOrchestration(scoreJob, start, given);
    expect(calls.at(-1)?.name).toBe('finish-job');
    expect(continuedWith).toBeUndefined();
  });

  test('scores again what turns out to be missing, then asks again', () => {
    const finish = { state: 'incomplete', chunks: [3, 9] };
    const { calls, continuedWith } = driveOrchestration(
      scoreJob,
      start,
      answers({ plan: planned(10, 1), finish }),
    );
    expect(calls.slice(-2)).toMatchObject([
      { name: 'score-lane', input: { chunks: [3] } },
      { name: 'score-lane', input: { chunks: [9] } },
    ]);
    const next = driveOrchestration(scoreJob, continuedWith, answers({ plan: planned(10, 1) }));
    expect(next.calls.map((call) => call.name)).toEqual(['plan-job', 'finish-job']);
  });

  test('begins again when the plan turns out to be lost', () => {
    const finish = { state: 'incomplete', chunks: [] };
    const { continuedWith } = driveOrchestration(scoreJob, start, answers({ plan: planned(2, 1), finish }));
    expect(continuedWith).toEqual({ job: 'j', attempt: 1, cursor: 1, repairs: 1 });
  });

  test('gives up when scored chunks are lost again and again', () => {
    const input = { ...start, cursor: 100, repairs: 100 };
    let finishes = 0;
    const { calls } = driveOrchestration(scoreJob, input, (call) =>
      call.name === 'finish-job' && finishes++ === 0
        ? { state: 'incomplete', chunks: [1] }
        : answers({ plan: planned(10, 1) })(call),
    );
    expect(calls.at(-1)).toMatchObject({
      name: 'finish-job',
      input: { failure: 'Cannot finish the job: scored chunks get lost again and again' },
    });
  });

  test.each(['plan-job', 'score-lane', 'finish-job'])(
    'fails, and leaves the job to the watchdog, when %s fails to the last',
    (failing) => {
      const reason = 'Did not find any initialized language workers';
      const drive = () =>
        driveOrchestration(scoreJob, start, (call) => {
          if (call.name === failing) throw new Error(reason);
          return answers({ plan: planned(5, 2) })(call);
        });
      expect(drive).toThrow(reason);
    },
  );

  test('scores each chunk once over all generations, in payloads under 1 KB', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 40 }), (chunks, lanes) => {
        const scored: number[] = [];
        let input: unknown = start;
        while (input !== undefined) {
          const { calls, continuedWith } = driveOrchestration(
            scoreJob,
            input,
            answers({ plan: planned(chunks, lanes) }),
          );
          const inputs = calls.filter((call) => call.name === 'score-lane').map((call) => call.input);
          scored.push(...inputs.flatMap((lane) => listChunks(laneInput.parse(lane))));
          expect(Math.max(...calls.map((call) => JSON.stringify(call.input).length))).toBeLessThan(1000);
          input = continuedWith;
        }
        scored.sort((a, b) => a - b);
        expect(scored).toEqual(Array.from({ length: chunks }, (_, index) => index + 1));
      }),
      { numRuns: 50 },
    );
  });
});
