import { describe, expect, test } from '@jest/globals';
import { leftOut } from './support/left-out.ts';
import { readRecordings } from './support/recordings.ts';

const folders = ['http', 'http-stream', 'http-prefix', 'host-api', 'queue', 'blob', 'timer'];

describe('the recordings of the real host', () => {
  const all = folders.flatMap((folder) =>
    [...readRecordings(folder).keys()].map((name) => `${folder}/${name}`),
  );

  test('are replayed, but for those that are left out with a reason', () => {
    const reasons = Object.entries(leftOut).map(([name, reason]) => `  ${name}: ${reason}`);
    const covered = all.filter((name) => leftOut[name] === undefined);
    process.stdout.write(
      `Recordings of the host: ${covered.length} of ${all.length} replayed; left out:\n${reasons.join('\n')}\n`,
    );
    expect(Object.keys(leftOut).filter((name) => !all.includes(name))).toEqual([]);
    expect(covered.length).toBeGreaterThan(295);
  });
});
