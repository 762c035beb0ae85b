import { z } from 'zod';

/** The numbers that stand for what an orchestrator asks for. */
export const ActionType = {
  CallActivity: 0,
  CallActivityWithRetry: 1,
  CallSubOrchestrator: 2,
  CallSubOrchestratorWithRetry: 3,
  ContinueAsNew: 4,
  CreateTimer: 5,
  WaitForExternalEvent: 6,
  WhenAny: 11,
  WhenAll: 12,
} as const;

const retryOptions = z.object({
  firstRetryIntervalInMilliseconds: z.number(),
  maxNumberOfAttempts: z.number(),
  backoffCoefficient: z.number().optional(),
  maxRetryIntervalInMilliseconds: z.number().optional(),
  retryTimeoutInMilliseconds: z.number().optional(),
});

export type RetryOptions = z.infer<typeof retryOptions>;

const call = z.object({ functionName: z.string(), input: z.unknown().optional() });
const childCall = call.extend({ instanceId: z.string().nullish() });

const singleAction = z.discriminatedUnion('actionType', [
  call.extend({ actionType: z.literal(ActionType.CallActivity) }),
  call.extend({ actionType: z.literal(ActionType.CallActivityWithRetry), retryOptions }),
  childCall.extend({ actionType: z.literal(ActionType.CallSubOrchestrator) }),
  childCall.extend({ actionType: z.literal(ActionType.CallSubOrchestratorWithRetry), retryOptions }),
  z.object({ actionType: z.literal(ActionType.ContinueAsNew), input: z.unknown().optional() }),
  z.object({
    actionType: z.literal(ActionType.CreateTimer),
    fireAt: z.string(),
    isCanceled: z.boolean().optional(),
  }),
  z.object({ actionType: z.literal(ActionType.WaitForExternalEvent), externalEventName: z.string() }),
]);

type SingleAction = z.infer<typeof singleAction>;

interface CompoundAction {
  readonly actionType: typeof ActionType.WhenAny | typeof ActionType.WhenAll;
  readonly compoundActions: readonly Action[];
}

export type Action = SingleAction | CompoundAction;

const action: z.ZodType<Action> = z.lazy(() => z.union([singleAction, compoundAction]));

const compoundAction = z.object({
  actionType: z.union([z.literal(ActionType.WhenAny), z.literal(ActionType.WhenAll)]),
  compoundActions: z.array(action),
});

const state = z.object({
  isDone: z.boolean(),
  actions: z.array(z.array(z.unknown())),
  output: z.unknown().optional(),
  error: z.string().optional(),
  customStatus: z.unknown().optional(),
});

/** What an orchestrator function answers: everything that it asked for from its start to now. */
export interface OrchestratorState {
  readonly isDone: boolean;
  readonly actions: readonly Action[];
  readonly output?: unknown;
  readonly error?: string | undefined;
  readonly customStatus?: unknown;
}

const unsupported = new Map<unknown, string>([
  [7, 'calling an entity'],
  [8, 'calling HTTP from an orchestration'],
  [9, 'signalling an entity'],
  [10, 'signalling an entity'],
  [13, 'locking entities'],
  [14, 'releasing entities'],
]);

/** Reads the state that an orchestrator returned. Throws on what this engine does not do. */
export function parseOrchestratorState(value: unknown): OrchestratorState {
  const { actions, ...rest } = state.parse(value);
  if (actions.length > 1) {
    throw new Error(`Cannot run an orchestrator's actions: ${actions.length} lists of them, expected 1`);
  }
  return { ...rest, actions: (actions[0] ?? []).map(parseAction) };
}

function parseAction(value: unknown): Action {
  assertSupported(value);
  return action.parse(value);
}

function assertSupported(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const what = 'actionType' in value ? unsupported.get(value.actionType) : undefined;
  if (what !== undefined)
    throw new Error(`Cannot run an orchestrator's action: ${what} is not supported locally`);
  if ('compoundActions' in value && Array.isArray(value.compoundActions)) {
    for (const child of value.compoundActions) assertSupported(child);
  }
}
