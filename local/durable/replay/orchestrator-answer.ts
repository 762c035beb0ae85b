import type { OrchestratorState } from '../wire/orchestrator-state.ts';

/** What the orchestrator function answered in this turn, or why it could not be asked. */
export type OrchestratorAnswer =
  | { readonly state: OrchestratorState }
  | { readonly failure: { readonly reason: string; readonly details: string } };
