/** Replays recorded histories with the orchestrators as they are now; prints one JSON line a turn that is not accepted, then the count. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { HistoryEvent } from '../../../local/durable/events/history-event.ts';
import { replayTurn } from '../../../local/durable/replay/replay-turn.ts';
import { parseOrchestratorState } from '../../../local/durable/wire/orchestrator-state.ts';
import { startScriptedJobEngine } from './scripted-job-engine.ts';

const recordedTurns = z.array(z.object({ scenario: z.string(), name: z.string(), payload: z.string() }));
const event = z.looseObject({
  EventType: z.number(),
  EventId: z.number(),
  Timestamp: z.string(),
  Name: z.string().nullish(),
  TaskScheduledId: z.number().optional(),
  TimerId: z.number().optional(),
  OrchestrationInstance: z.object({ ExecutionId: z.string() }).optional(),
});
const payloadSchema = z.looseObject({
  history: z.array(event),
  instanceId: z.string(),
  parentInstanceId: z.string().nullable(),
});
type RecordedEvent = z.infer<typeof event>;

function toHistoryEvent(recorded: RecordedEvent): HistoryEvent {
  return {
    type: recorded.EventType,
    eventId: recorded.EventId,
    taskId: recorded.TaskScheduledId ?? recorded.TimerId ?? -1,
    name: recorded.Name ?? null,
    timestamp: recorded.Timestamp,
    json: JSON.stringify(recorded),
  };
}

const engine = await startScriptedJobEngine();
const [file = ''] = process.argv.slice(2);
const turns = recordedTurns.parse(JSON.parse(gunzipSync(readFileSync(file)).toString()));
/** As if the orchestrators called an activity by another name now: a change that breaks the turns after it. */
const change = process.env.RENAMED_ACTIVITY;
let refused = 0;
for (const { scenario, name, payload } of turns) {
  const text = change === undefined ? payload : payload.replaceAll(`"${change}"`, `"${change}-renamed"`);
  const { history, instanceId, parentInstanceId } = payloadSchema.parse(JSON.parse(text));
  const started = history.find(({ OrchestrationInstance }) => OrchestrationInstance !== undefined);
  const executionId = started?.OrchestrationInstance?.ExecutionId ?? '';
  const answer = { state: parseOrchestratorState(await engine.ask(name, text)) };

  const decisions = replayTurn({
    orchestration: { name, instanceId, executionId, parentInstanceId },
    events: history.map(toHistoryEvent),
    answer,
    knowsActivity: () => true,
    knowsOrchestrator: () => true,
  });
  const failure = decisions.find((one) => one.kind === 'complete' && one.status === 'Failed');
  if (failure?.kind !== 'complete') continue;
  refused++;
  console.log(JSON.stringify({ scenario, name, reason: failure.result }));
}
console.log(JSON.stringify({ turns: turns.length, refused }));
await engine.stop();
process.exit(0);
