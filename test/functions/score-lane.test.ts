import { describe, expect, test } from '@jest/globals';
import { listChunks, scoreLane } from '../../src/functions/score-lane.ts';
import { chunkInput } from '../../src/functions/orchestration-messages.ts';
import { driveOrchestration } from './support/orchestration-driver.ts';

const lane = { job: 'j', attempt: 1, from: 2, to: 10, step: 4, maxRetries: 2 };
const done = { state: 'done' };

describe('listChunks()', () => {
  test.each([
    [{ from: 1, to: 10, step: 4 }, [1, 5, 9]],
    [{ from: 4, to: 10, step: 4 }, [4, 8]],
    [{ from: 10, to: 10, step: 4 }, [10]],
    [{ from: 11, to: 10, step: 4 }, []],
    [{ from: 0, to: 0, step: 1, chunks: [7, 3] }, [7, 3]],
  ])('of %j is %j', (given, chunks) => {
    expect(listChunks({ chunks: undefined, ...given })).toEqual(chunks);
  });
});

describe('scoreLane()', () => {
  test('scores its chunks one after another, each tried as often as the job allows', () => {
    const { calls, output } = driveOrchestration(scoreLane, lane, () => done);
    expect(output).toEqual(done);
    expect(calls).toEqual(
      [2, 6, 10].map((chunk) => ({
        kind: 'activity',
        name: 'score-chunk',
        input: { job: 'j', attempt: 1, chunk },
        maxTries: 3,
      })),
    );
  });

  test('ends when the job wants no more chunks', () => {
    const { calls, output } = driveOrchestration(scoreLane, lane, () => ({ state: 'stopped' }));
    expect(calls).toHaveLength(1);
    expect(output).toEqual({ state: 'stopped' });
  });

  const failed = (reason: string) =>
    new Error(`Activity function 'score-chunk' failed:  ${reason} \n {"ClassName":"System.Exception"}`);
  const timeout = 'Cannot score chunk 2 of job "j": it took longer than 300 s';

  test('bisects a chunk that fails to the last, and goes on', () => {
    const { calls, output } = driveOrchestration(scoreLane, lane, ({ input }) => {
      const { chunk, bisect } = chunkInput.parse(input);
      if (chunk === 2 && bisect !== true) throw failed(timeout);
      return done;
    });
    expect(output).toEqual(done);
    expect(calls.map((call) => call.input)).toEqual([
      { job: 'j', attempt: 1, chunk: 2 },
      { job: 'j', attempt: 1, chunk: 2, bisect: true },
      { job: 'j', attempt: 1, chunk: 6 },
      { job: 'j', attempt: 1, chunk: 10 },
    ]);
  });

  test('fails the job with the reason when a chunk cannot be bisected either', () => {
    const { calls, output } = driveOrchestration(scoreLane, lane, ({ name }) => {
      if (name === 'fail-job') return { state: 'stopped' };
      throw failed(timeout);
    });
    expect(output).toEqual({ state: 'stopped' });
    expect(calls.map((call) => call.name)).toEqual(['score-chunk', 'score-chunk', 'fail-job']);
    expect(calls.at(-1)).toMatchObject({ input: { job: 'j', attempt: 1, reason: timeout } });
  });

  test('fails, and leaves the chunk alone, when the platform fails it', () => {
    const drive = () =>
      driveOrchestration(scoreLane, lane, () => {
        throw failed('node exited with code 137');
      });
    expect(drive).toThrow('node exited with code 137');
  });
});
