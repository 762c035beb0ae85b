import type { OrchestratorState } from '../wire/orchestrator-state.ts';
import type { Ending } from './end-decision.ts';
import type { Turn } from './replay-turn.ts';
import { startAction, type ReplayScope } from './start-actions.ts';

export type AnswerEnd = Exclude<Ending, { kind: 'continued' }>;

/** Runs an orchestrator's actions, each after what the one before waits for, and tells how they end. */
export function runAnswer(turn: Turn, scope: ReplayScope, onEnd: (how: AnswerEnd) => void): void {
  const { answer } = turn;
  if ('failure' in answer) {
    onEnd({ kind: 'failed', ...answer.failure });
    return;
  }
  const { actions } = answer.state;
  let at = 0;
  const step = (): void => {
    for (let action = actions[at++]; action !== undefined; action = actions[at++]) {
      const wait = startAction(action, scope);
      if (!wait.isSettled) {
        wait.then(step);
        return;
      }
    }
    const end = toEnd(turn.orchestration.name, answer.state);
    if (end !== undefined) onEnd(end);
  };
  step();
}

function toEnd(name: string, { error, isDone, output }: OrchestratorState): AnswerEnd | undefined {
  if (error !== undefined && error !== '') return toFailure(name, error);
  return isDone ? { kind: 'completed', output } : undefined;
}

// The last frames of the host's own stack, which it appends to the details.
const hostStack = [
  '   at System.Threading.Tasks.Task.ThrowIfExceptional(Boolean includeTaskCanceledExceptions)',
  '   at Microsoft.Azure.WebJobs.Extensions.DurableTask.TaskOrchestrationShim.InvokeUserCodeAndHandleResults(RegisteredFunctionInfo orchestratorInfo, OrchestrationContext innerContext) in /_/src/WebJobs.Extensions.DurableTask/Listener/TaskOrchestrationShim.cs:line 148',
].join('\n');

const toFailure = (name: string, error: string): AnswerEnd => ({
  kind: 'failed',
  reason: `Orchestrator function '${name}' failed: ${error}`,
  details: `Message: ${error}, StackTrace: ${hostStack}`,
});
