import { afterAll, describe, expect, test } from '@jest/globals';
import { loadRecordings, type RecordedInvocation } from './support/recording.ts';
import { replayRecording, type Exchange } from './support/replay-recording.ts';

const { functions, recordings } = loadRecordings(new URL('./fixtures/recordings.json.gz', import.meta.url));

const leftOut: Record<string, string> = {
  'entity-calls': 'nothing here uses entities; the engine refuses them',
  'sliding-window-2-of-5': 'Task.any over tasks that still run, which the engine refuses',
};

const covered = recordings.filter(({ name }) => leftOut[name] === undefined);

afterAll(() => {
  const reasons = Object.entries(leftOut).map(([name, reason]) => `  left out: ${name} (${reason})`);
  process.stdout.write(
    `Durable recordings: ${covered.length} of ${recordings.length} covered\n${reasons.join('\n')}\n`,
  );
});

const listOfNames = 'known orchestrator functions: ';

// The real host lists them in the order of a hash table.
function sortNames(text: string): string {
  const [before = '', names = ''] = text.split(listOfNames);
  return `${before}${listOfNames}${names.replace('.', '').split(', ').sort().join(', ')}`;
}

// Moments are the machine's own, but the time of a turn, which decides when retries are due, is held.
const withoutTimes = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, field: unknown) =>
    typeof field === 'string' && field.includes(listOfNames)
      ? sortNames(field)
      : key === 'Timestamp' || key === 'ScheduledTime' || key.endsWith('Time')
        ? '<time>'
        : field,
  );

const toSent = ({ sent }: Exchange): object => ({
  data: sent.inputData.map(({ name, data }) => ({
    name,
    data: parsePayload(name, data.string ?? null) ?? data,
  })),
  metadata: sent.triggerMetadata,
});

function parsePayload(binding: string, text: string | null): unknown {
  return binding.startsWith('orchestrationTrigger') && text !== null
    ? (JSON.parse(text) as unknown)
    : undefined;
}

const toRecorded = ({ recorded }: Exchange): object => ({
  data: recorded.inputData.map(({ name, data }) => ({ name, data: recorded.payload ?? withoutTag(data) })),
  metadata: recorded.triggerMetadata,
});

const withoutTag = ({ data: _tag, ...data }: Record<string, unknown>): unknown => data;

const tidyMetadata = (value: object): unknown =>
  JSON.parse(JSON.stringify(value), (key, field: unknown) => {
    const isCopy = key.startsWith('orchestrationTrigger');
    if (isCopy) return '<the payload>';
    return typeof field === 'object' &&
      field !== null &&
      'data' in field &&
      ('string' in field || 'json' in field)
      ? withoutTag(field)
      : field;
  });

const activityRuns = (invocations: readonly RecordedInvocation[]): number =>
  invocations.filter(({ type }) => type === 'activity').length;

describe('the engine sends what the real host sent', () => {
  test.each(covered.map((recording) => [recording.name, recording] as const))(
    '%s',
    async (_name, recording) => {
      const { exchanges, status, history } = await replayRecording(recording, functions);
      for (const exchange of exchanges) {
        expect(withoutTimes(tidyMetadata(toSent(exchange)))).toEqual(
          withoutTimes(tidyMetadata(toRecorded(exchange))),
        );
      }
      for (const { sent } of exchanges.filter(({ recorded }) => recorded.type === 'orchestrator')) {
        const text = sent.inputData[0]?.data.string ?? '';
        expect(text).toBe(JSON.stringify(JSON.parse(text), null, 2));
      }
      const turns = recording.invocations.filter(({ type }) => type === 'orchestrator');
      expect(exchanges.filter(({ recorded }) => recorded.type === 'orchestrator')).toHaveLength(turns.length);
      expect(activityRuns(exchanges.map(({ recorded }) => recorded))).toBeLessThanOrEqual(
        activityRuns(recording.invocations),
      );
      const { historyEvents, ...body } = recording.finalStatus.body;
      expect(withoutTimes(status)).toEqual(withoutTimes(body));
      expect(withoutTimes(history)).toEqual(withoutTimes(historyEvents));
    },
  );
});
